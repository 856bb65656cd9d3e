import { connect, isIPv6 } from 'node:net';
import type { Duplex } from 'node:stream';
import { MachineError } from '../../../errors.js';
import { errorText } from '../../shared/index.js';
import { addressText, type RpcAddress } from './rpc-address.js';
import { openWebSocket } from './web-socket.js';

const KEEP_ALIVE_MS = 10_000;
const OPEN_WITHIN_MS = 5_000;

/**
 * Connects; the connection does not keep the process alive.
 *
 * @throws MachineError `RPC` when nobody answers in time, `DEPENDENCY` without the package that WebSockets need
 */
export async function openStream(address: RpcAddress, withinMs = OPEN_WITHIN_MS): Promise<Duplex> {
  try {
    return await (address.kind === 'tcp' ? openTcp(address, withinMs) : openWebSocket(address.url, withinMs));
  } catch (error) {
    if (error instanceof MachineError) throw error;
    const reason = errorText(error).message || 'the connection failed';
    throw new MachineError('RPC', `no debugger at ${addressText(address)}: ${reason}`, { cause: error });
  }
}

function openTcp({ host, port }: RpcAddress & { kind: 'tcp' }, withinMs: number): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    // Debuggers listen on IPv4 only, and localhost may mean the other one.
    const socket = connect({ host, port, family: isIPv6(host) ? 6 : 4, noDelay: true });
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    socket.unref();
    const timer = setTimeout(() => {
      socket.destroy(new Error(`no answer within ${String(withinMs)} ms`));
    }, withinMs);
    timer.unref();
    socket.once('error', reject);
    socket.once('close', () => {
      clearTimeout(timer);
    });
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', reject);
      resolve(socket);
    });
  });
}
