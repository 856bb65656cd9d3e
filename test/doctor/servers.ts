import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';

const open: Server[] = [];

/** Has a server listen on loopback, until the test is over; tells its address. */
export async function listen(server: Server): Promise<string> {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

/** A receiver that answers everything with one status, or with that of a path. */
export function answering(answer: number | ((path: string) => number), seen: string[] = []): Promise<string> {
  const server = createServer((request, response) => {
    const { method = '', url = '' } = request;
    seen.push(`${method} ${url}`);
    request.resume();
    response.writeHead(typeof answer === 'number' ? answer : answer(url)).end('{}');
  });
  return listen(server);
}

/** Closes the last server. */
export async function stopListening(): Promise<void> {
  const server = open.pop();
  await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
}

/** For `afterEach`. */
export async function closeServers(): Promise<void> {
  while (open.length > 0) await stopListening();
}
