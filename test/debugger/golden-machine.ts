import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { goldenConnections } from './golden-streams.js';

const GREETING = 'statescope/1 ordered';
const PATIENCE_MS = 10_000;

/** A machine of the reference that connects, says what it once said, and goes once all is answered. */
export async function goldenMachine(name: string, port: number): Promise<void> {
  const [connection] = goldenConnections(name);
  const socket = await connected(port);
  let answered = 0;
  const wanted = (connection?.reply.length ?? 0) + GREETING.length;
  socket.on('data', (chunk) => {
    answered += chunk.length;
    if (answered >= wanted) socket.end();
  });
  socket.write(connection?.request ?? '');
  await once(socket, 'close');
}

/** Tries again until somebody listens; not without an end, as who should have listened may have failed. */
async function connected(port: number, until = performance.now() + PATIENCE_MS): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port });
  try {
    await once(socket, 'connect');
    return socket;
  } catch (error) {
    if (performance.now() > until) throw error;
    return connected(port, until);
  }
}
