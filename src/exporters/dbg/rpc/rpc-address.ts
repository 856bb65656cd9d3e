import { isIPv6 } from 'node:net';
import { MachineError } from '../../../errors.js';

/** Where a debugger listens (debugger specification §1.6). */
export type RpcAddress =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'websocket'; readonly url: string };

const DEFAULT_HOST = 'localhost';
/** Default port of debuggers; the one for WebSockets is the next one. */
export const DBG_PORT = 6831;
/** Path of the WebSocket. */
export const DBG_PATH = '/dbg.ws';
const MAX_PORT = 65_535;

/**
 * Reads an address: `host:port`, `:port`, a port, `tcp://host:port`, `ws://host:port/dbg.ws`, or `1` for the default.
 *
 * @throws MachineError `CONFIG` for anything else
 */
export function rpcAddress(text: string): RpcAddress {
  const given = text.trim();
  if (given === '1') return { kind: 'tcp', host: DEFAULT_HOST, port: DBG_PORT };
  if (/^wss?:\/\//i.test(given)) return webSocketAddress(given);
  const bare = given.replace(/^tcp:\/\//i, '').replace(/\/$/, '');
  const match = /^(?:\[(?<six>[0-9a-f:.%]+)\]|(?<name>[^\s:/?#[\]]*))(?::(?<port>\d+))?$/i.exec(bare)?.groups;
  const host = match?.['six'] ?? match?.['name'] ?? '';
  const isPort = /^\d+$/.test(host) && match?.['port'] === undefined;
  const port = Number(isPort ? host : (match?.['port'] ?? DBG_PORT));
  if (match === undefined || bare === '' || port < 1 || port > MAX_PORT) throw unreadable(given);
  return { kind: 'tcp', host: isPort || host === '' ? DEFAULT_HOST : host, port };
}

/** How an address is written. */
export function addressText(address: RpcAddress): string {
  if (address.kind === 'websocket') return address.url;
  return `${isIPv6(address.host) ? `[${address.host}]` : address.host}:${String(address.port)}`;
}

function webSocketAddress(given: string): RpcAddress {
  try {
    const url = new URL(given);
    if (url.pathname === '/') url.pathname = DBG_PATH;
    return { kind: 'websocket', url: url.href };
  } catch {
    throw unreadable(given);
  }
}

function unreadable(given: string): MachineError {
  const expected = 'expected host:port, as localhost:6831, or ws://host:port/dbg.ws';
  return new MachineError('CONFIG', `${JSON.stringify(given)} is no address of a debugger: ${expected}`);
}
