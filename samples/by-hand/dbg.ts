import { DBG_METHODS, SCHEMA_SHAPE, TRANSITION_SHAPE, bindDbg, rpcMethod, serveRpc } from 'statescope/exporters/dbg';
import { Door } from './machines.js';

/** A machine in a debugger; a server of this part's stands for am-dbg, which listens on `localhost:6831` as a rule. */
export async function dbg(print: (line: string) => void): Promise<void> {
  const methods = {
    [DBG_METHODS.schema]: rpcMethod(SCHEMA_SHAPE, ({ id, statesIndex }) => {
      print(`${id}: ${statesIndex.join(' ')}`);
      return undefined;
    }),
    [DBG_METHODS.transition]: rpcMethod(TRANSITION_SHAPE, ({ isQueued, accepted, clocks, args, logEntries }) => {
      const what = isQueued ? 'queued' : accepted ? 'executed' : 'canceled';
      const shown = [...(args ?? [])].map(([name, text]) => ` ${name}=${text}`).join('');
      print(`  ${what} [${clocks.join(' ')}]${shown} ${logEntries.map(({ text }) => text).join(', ')}`.trimEnd());
      return undefined;
    }),
  };
  const server = await serveRpc({ connected: () => methods }, { port: 0, webSocketPort: false });
  const door = new Door({ id: 'front', logArgs: ['by'] });
  const binding = bindDbg(door, {
    addresses: [`localhost:${String(server.port)}`], // several are told alike
    level: 'changes',
    args: true, // as far as `logArgs` shows them
    stacks: false,
  });
  door.add('Open', { by: 'cat' }); // requires Unlocked
  door.add(['Unlocked', 'Open'], { by: 'owner' });
  await binding.dispose(); // once the debugger has it all
  await server.close();
}
