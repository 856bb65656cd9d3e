import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { MachineError } from '../../../errors.js';

const LONGEST_FRAME = 64 * 1024 * 1024;
const UNSUPPORTED_DATA = 1003;

/**
 * `ws`, which only who speaks over WebSockets needs.
 *
 * @throws MachineError `DEPENDENCY` when it is not installed
 */
async function loadWs(): Promise<typeof import('ws')> {
  try {
    return await import('ws');
  } catch (error) {
    throw new MachineError('DEPENDENCY', 'a debugger over WebSockets needs the package ws: npm install ws', {
      cause: error,
    });
  }
}

/**
 * Opens a WebSocket as a stream of bytes; borders of messages mean nothing (debugger specification §2.1).
 *
 * @throws MachineError `DEPENDENCY` when `ws` is not installed; what made it fail otherwise
 */
export async function openWebSocket(url: string, withinMs: number): Promise<Duplex> {
  const { WebSocket, createWebSocketStream } = await loadWs();
  // Debuggers listen on IPv4 only, and localhost may mean the other one.
  const options = { perMessageDeflate: false, family: 4, maxPayload: LONGEST_FRAME, handshakeTimeout: withinMs };
  const socket = new WebSocket(url, options);
  socket.once('upgrade', (response) => {
    response.socket.unref();
  });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return createWebSocketStream(socket);
}

/**
 * Takes WebSockets on a path of an HTTP server, each as a stream of bytes.
 *
 * @returns what ends all of them
 * @throws MachineError `DEPENDENCY` when `ws` is not installed
 */
export async function acceptWebSockets(
  server: Server,
  path: string,
  accept: (stream: Duplex, remote: string) => void,
): Promise<() => void> {
  const { WebSocketServer, createWebSocketStream } = await loadWs();
  const sockets = new WebSocketServer({ server, path, perMessageDeflate: false, maxPayload: LONGEST_FRAME });
  sockets.on('connection', (socket, request) => {
    socket.on('message', (_, isBinary) => {
      if (!isBinary) socket.close(UNSUPPORTED_DATA, 'binary messages only');
    });
    accept(createWebSocketStream(socket), request.socket.remoteAddress ?? '');
  });
  // Errors of the server reach whoever made it; here they would be thrown.
  sockets.on('error', () => undefined);
  return () => {
    for (const socket of sockets.clients) socket.terminate();
    sockets.close();
  };
}
