import { HttpClient, refusalText, retryAfterMs } from '../../http/index.js';
import type { HttpConnection, HttpOutcome } from '../../http/index.js';
import type { OtlpAnswer, OtlpTransport } from './otlp-transport.js';

const NOT_NOW: ReadonlySet<number> = new Set([429, 502, 503, 504]);
/** The receiver is away, or went away before it answered. */
const AWAY: ReadonlySet<string> = new Set([
  ...['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'ENOTFOUND', 'ENETUNREACH', 'EHOSTUNREACH'],
]);

/** OTLP over HTTP/1.1, one request a batch, connections kept for the next one. */
export class HttpTransport implements OtlpTransport {
  readonly #client: HttpClient;

  constructor(connection: HttpConnection, contentType: string) {
    this.#client = new HttpClient(connection, contentType);
  }

  async send(body: Uint8Array, limitMs: number): Promise<OtlpAnswer> {
    try {
      return answerOf(await this.#client.send(body, limitMs));
    } catch (error) {
      return { kind: 'refused', error: error instanceof Error ? error : new Error(String(error)) };
    }
  }

  close(): void {
    this.#client.close();
  }
}

function answerOf(outcome: HttpOutcome): OtlpAnswer {
  if (outcome.kind === 'late') return { kind: 'refused', error: outcome.error };
  if (outcome.kind === 'broken') return afterNetworkError(outcome);
  const { status, headers, body } = outcome;
  if (status >= 200 && status < 300) return { kind: 'taken', body };
  const error = new Error(refusalText(outcome));
  if (!NOT_NOW.has(status)) return { kind: 'refused', error };
  return { kind: 'later', error, afterMs: retryAfterMs(headers['retry-after'], Date.now()) };
}

function afterNetworkError({ error, isKept }: Extract<HttpOutcome, { kind: 'broken' }>): OtlpAnswer {
  if (!AWAY.has(error.code ?? '')) return { kind: 'refused', error };
  // A connection that was kept had been given up by the other side.
  return { kind: 'later', error, afterMs: isKept && error.code === 'ECONNRESET' ? 0 : undefined };
}
