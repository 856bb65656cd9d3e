import http from 'node:http';
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { SCOPE_NAME, SCOPE_VERSION } from '../semconv.js';

const compress = promisify(gzip);

/** What a server may have to say; what goes on after that is cut off. */
const MOST_ANSWER_BYTES = 1024 * 1024;

/** What became of a request. */
export type HttpOutcome =
  /** The server answered; the body may be cut off, endless or garbage. */
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly statusText: string;
      readonly headers: IncomingHttpHeaders;
      readonly body: Buffer;
    }
  /** There was no connection, or it broke before there was an answer; `isKept`: it had been kept from an earlier request. */
  | { readonly kind: 'broken'; readonly error: NodeJS.ErrnoException; readonly isKept: boolean }
  /** No answer in time: nobody knows what the server made of it. */
  | { readonly kind: 'late'; readonly error: Error };

/** How a server is reached. */
export interface HttpConnection {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly compression: 'gzip' | 'none';
  readonly tls: TlsOptions;
  /** Requests at the same time. */
  readonly maxInFlight: number;
}

/** Certificates and keys, as PEM. */
export interface TlsOptions {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

/** Sends bodies to one address over HTTP/1.1; connections are kept for the next one. */
export class HttpClient {
  readonly #connection: HttpConnection;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #agent: http.Agent;
  readonly #open = new Set<ClientRequest>();
  #closed = false;

  constructor(connection: HttpConnection, contentType: string) {
    const { url, headers, compression, tls, maxInFlight } = connection;
    this.#connection = connection;
    this.#headers = {
      'user-agent': `${SCOPE_NAME}/${SCOPE_VERSION}`,
      ...lowerCased(headers),
      'content-type': contentType,
      ...(compression === 'gzip' && { 'content-encoding': 'gzip' }),
    };
    const options = { keepAlive: true, maxSockets: maxInFlight };
    this.#agent = url.protocol === 'https:' ? new https.Agent({ ...options, ...tls }) : new http.Agent(options);
  }

  /**
   * Sends one request. Rejects only for what Node refuses to send, a header for example.
   * @param limitMs longest time until the answer has begun
   */
  async send(body: Uint8Array, limitMs: number, method = 'POST'): Promise<HttpOutcome> {
    return this.#request(this.#connection.compression === 'gzip' ? await compress(body) : body, limitMs, method);
  }

  /** Releases what it holds; what is on its way no longer keeps the process alive. */
  close(): void {
    this.#closed = true;
    for (const { socket } of this.#open) socket?.unref();
    if (this.#open.size === 0) this.#agent.destroy();
  }

  #request(payload: Uint8Array, limitMs: number, method: string): Promise<HttpOutcome> {
    const { url } = this.#connection;
    const { request } = url.protocol === 'https:' ? https : http;
    const headers = { ...this.#headers, 'content-length': String(payload.length) };
    return new Promise((resolve) => {
      const sent = request(url, { method, headers, agent: this.#agent });
      this.#open.add(sent);
      const end = (outcome: HttpOutcome): void => {
        clearTimeout(limit);
        this.#open.delete(sent);
        if (this.#closed && this.#open.size === 0) this.#agent.destroy();
        resolve(outcome);
      };
      const limit = setTimeout(() => {
        end({ kind: 'late', error: new Error(`${url.origin} did not answer within ${String(limitMs)} ms`) });
        sent.destroy();
      }, limitMs);
      limit.unref();
      sent.on('socket', (socket: Socket) => {
        if (this.#closed) socket.unref();
      });
      sent.on('response', (response) => readAnswer(response, end));
      sent.on('error', (error) => end({ kind: 'broken', error, isKept: sent.reusedSocket }));
      sent.end(payload);
    });
  }
}

/** The status alone decides; what follows it may be cut off, endless or garbage. */
function readAnswer(response: IncomingMessage, end: (outcome: HttpOutcome) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const done = (): void => {
    const { statusCode: status = 0, statusMessage: statusText = '', headers } = response;
    end({ kind: 'answered', status, statusText, headers, body: Buffer.concat(chunks) });
  };
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= MOST_ANSWER_BYTES) chunks.push(chunk);
    else response.destroy();
  });
  response.on('end', done);
  response.on('error', done);
  response.on('close', done);
}

/** What a server said that did not do what it was asked to: status, and the beginning of its answer. */
export function refusalText({ status, statusText, body }: Extract<HttpOutcome, { kind: 'answered' }>): string {
  const text = body
    .toString('utf8', 0, 200)
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim();
  return `the receiver answered ${String(status)} ${statusText}${text === '' ? '' : `: ${text}`}`;
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
