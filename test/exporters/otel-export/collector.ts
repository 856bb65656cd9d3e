import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** One request a {@link Collector} got. */
export interface Received {
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}

/** A peer that takes OTLP/HTTP. */
export class Collector {
  readonly requests: Received[] = [];
  /** Requests at the same time, at most. */
  busiest = 0;
  /** What it answers with. */
  status = 200;
  /** How long it takes to answer. */
  delayMs = 0;
  /** Answers in its own way, instead. */
  answer: ((response: ServerResponse, index: number) => void) | undefined;
  #busy = 0;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      this.#busy += 1;
      this.busiest = Math.max(this.busiest, this.#busy);
      response.on('close', () => (this.#busy -= 1));
      const chunks: Buffer[] = [];
      request.on('error', () => undefined);
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { url: path, headers } = request;
        const body = Buffer.concat(chunks);
        const bytes = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
        const index = this.requests.push({ path, headers, bytes }) - 1;
        if (this.answer !== undefined) this.answer(response, index);
        else setTimeout(() => this.#finish(response), this.delayMs);
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
    return this.requests
      .filter((request) => request.path === path)
      .map(({ bytes }) => JSON.parse(bytes.toString()) as unknown);
  }

  #finish(response: ServerResponse): void {
    response.writeHead(this.status, { 'Content-Type': 'application/json' }).end('{}');
  }
}
