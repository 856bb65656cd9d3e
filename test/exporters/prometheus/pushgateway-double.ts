import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a Pushgateway was asked. */
export interface PushRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A Pushgateway that remembers what it was asked, and answers as it is told to. */
export class PushgatewayDouble {
  readonly requests: PushRequest[] = [];
  /** Answers to the next requests, then 200; `hang` never answers. */
  readonly answers: (number | 'hang')[] = [];
  headers: Readonly<Record<string, string>> = {};
  readonly #server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      this.requests.push({ method, path: url, headers, body });
      const answer = this.answers.shift() ?? 200;
      this.#wake();
      if (answer !== 'hang') response.writeHead(answer, this.headers).end('nope');
    });
  });
  #wake: () => void = () => {};

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  /** Resolves when so many requests have come. */
  async seen(count: number): Promise<void> {
    while (this.requests.length < count) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
