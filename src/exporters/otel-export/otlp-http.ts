import http from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { SCOPE_NAME, SCOPE_VERSION } from '../../semconv.js';
import type { OtlpAnswer, OtlpConnection, OtlpTransport } from './otlp-transport.js';
import { retryAfterMs } from './retry-after.js';

const compress = promisify(gzip);

/** What a receiver may have to say. */
const MOST_ANSWER_BYTES = 1024 * 1024;
const NOT_NOW: ReadonlySet<number> = new Set([429, 502, 503, 504]);
/** The receiver is away, or went away before it answered. */
const AWAY: ReadonlySet<string> = new Set([
  ...['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'ENOTFOUND', 'ENETUNREACH', 'EHOSTUNREACH'],
]);

/** OTLP over HTTP/1.1, one request a batch, connections kept for the next one. */
export class HttpTransport implements OtlpTransport {
  readonly #connection: OtlpConnection;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #agent: http.Agent;
  readonly #open = new Set<ClientRequest>();
  #closed = false;

  constructor(connection: OtlpConnection, contentType: string) {
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

  async send(body: Uint8Array, limitMs: number): Promise<OtlpAnswer> {
    try {
      const payload = this.#connection.compression === 'gzip' ? await compress(body) : body;
      return await this.#request(payload, limitMs);
    } catch (error) {
      return { kind: 'refused', error: asError(error) };
    }
  }

  close(): void {
    this.#closed = true;
    for (const { socket } of this.#open) socket?.unref();
    if (this.#open.size === 0) this.#agent.destroy();
  }

  #request(payload: Uint8Array, limitMs: number): Promise<OtlpAnswer> {
    const { url } = this.#connection;
    const { request } = url.protocol === 'https:' ? https : http;
    const headers = { ...this.#headers, 'content-length': String(payload.length) };
    return new Promise((resolve) => {
      const sent = request(url, { method: 'POST', headers, agent: this.#agent });
      this.#open.add(sent);
      const end = (answer: OtlpAnswer): void => {
        clearTimeout(limit);
        this.#open.delete(sent);
        if (this.#closed && this.#open.size === 0) this.#agent.destroy();
        resolve(answer);
      };
      const limit = setTimeout(() => {
        end({ kind: 'refused', error: new Error(`${url.origin} did not answer within ${String(limitMs)} ms`) });
        sent.destroy();
      }, limitMs);
      limit.unref();
      sent.on('socket', (socket: Socket) => {
        if (this.#closed) socket.unref();
      });
      sent.on('response', (response) => readAnswer(response, end));
      sent.on('error', (error: NodeJS.ErrnoException) => end(afterNetworkError(error, sent.reusedSocket)));
      sent.end(payload);
    });
  }
}

/** The status alone decides; what follows it may be cut off, endless or garbage. */
function readAnswer(response: IncomingMessage, end: (answer: OtlpAnswer) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const done = (): void => end(answerOf(response, Buffer.concat(chunks)));
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= MOST_ANSWER_BYTES) chunks.push(chunk);
    else response.destroy();
  });
  response.on('end', done);
  response.on('error', done);
  response.on('close', done);
}

function answerOf({ statusCode = 0, statusMessage, headers }: IncomingMessage, body: Buffer): OtlpAnswer {
  if (statusCode >= 200 && statusCode < 300) return { kind: 'taken', body };
  const text = body
    .toString('utf8', 0, 200)
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim();
  const error = new Error(
    `the receiver answered ${String(statusCode)} ${statusMessage ?? ''}${text === '' ? '' : `: ${text}`}`,
  );
  if (!NOT_NOW.has(statusCode)) return { kind: 'refused', error };
  return { kind: 'later', error, afterMs: retryAfterMs(headers['retry-after'], Date.now()) };
}

function afterNetworkError(error: NodeJS.ErrnoException, reusedSocket: boolean): OtlpAnswer {
  if (!AWAY.has(error.code ?? '')) return { kind: 'refused', error };
  // A connection that was kept had been given up by the other side.
  return { kind: 'later', error, afterMs: reusedSocket && error.code === 'ECONNRESET' ? 0 : undefined };
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
