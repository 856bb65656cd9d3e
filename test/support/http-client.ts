import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';

/** What a server answered. */
export interface HttpReply {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A request; the body is sent as it is. */
export interface HttpRequest {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

interface Server {
  readonly host: string;
  readonly port: number;
}

/** Makes one request on a connection of its own. */
export function ask({ host, port }: Server, { path, method, headers, body }: HttpRequest): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { host, port, path, method: method ?? 'GET', headers: { ...headers }, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() });
        });
      },
    );
    asked.on('error', reject).end(body);
  });
}

/** Writes bytes to a connection of its own and resolves with everything that came back when the server closed it. */
export function askRaw({ host, port }: Server, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const done = (): void => resolve(Buffer.concat(chunks).toString('latin1'));
    const socket = connect({ host, port }, () => socket.end(bytes));
    socket
      .on('data', (chunk) => chunks.push(chunk))
      .on('error', done)
      .on('close', done);
  });
}
