import { MachineError } from '../../errors.js';
import type { DebugServer } from '../../debugger/index.js';
import type { CliContext } from '../context.js';
import { printable } from '../text-table.js';

/**
 * Listens for machines and says so.
 * @param listen `host:port`
 * @param ws also for WebSockets, at the next port
 * @throws MachineError CONFIG for what is no address of TCP, RPC when the port is taken
 */
export async function listening(listen: string, ws: boolean, context: CliContext): Promise<DebugServer> {
  const [{ listenForMachines }, { rpcAddress }] = await Promise.all([
    import('../../debugger/index.js'),
    import('../../exporters/dbg/index.js'),
  ]);
  const address = rpcAddress(listen);
  if (address.kind !== 'tcp') {
    throw new MachineError('CONFIG', `--listen ${listen}: expected host:port; WebSockets are at the next port`);
  }
  const { port } = address;
  // Machines of the reference dial IPv4, and `localhost` can mean the other one.
  const host = address.host === 'localhost' ? '127.0.0.1' : address.host;
  const onProblem = (text: string): void => {
    context.err(`${printable(text)}\n`);
  };
  const server = await listenForMachines({ host, port, onProblem, ...(!ws && { webSocketPort: false }) });
  const taken = server.webSocketPort;
  // Those without `ws` listen all the same.
  const missing = ws && taken === undefined ? '; without WebSockets, which need the package ws: npm install ws' : '';
  const webSocket = taken === undefined ? missing : `, WebSockets on ${String(taken)}`;
  context.err(`listening on ${host}:${String(server.port)}${webSocket}; Ctrl-C ends it\n`);
  return server;
}
