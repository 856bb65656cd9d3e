import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A peer that takes OTLP/HTTP as JSON. */
export class Collector {
  readonly requests: { readonly path: string | undefined; readonly body: unknown }[] = [];
  /** What it answers with. */
  status = 200;
  /** How long it takes to answer. */
  delayMs = 0;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        this.requests.push({ path: request.url, body: JSON.parse(Buffer.concat(chunks).toString()) as unknown });
        const answer = () => response.writeHead(this.status, { 'Content-Type': 'application/json' }).end('{}');
        setTimeout(answer, this.delayMs);
      });
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  bodies(path: string): readonly unknown[] {
    return this.requests.filter((request) => request.path === path).map((request) => request.body);
  }
}
