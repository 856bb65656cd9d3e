import { backgroundTimers, type PartialRefusal, type Timers } from '../shared/index.js';
import type { OtlpAnswer, OtlpTransport } from './otlp-transport.js';
import { withoutTracing } from './without-tracing.js';

/** Encodes batches and decodes answers; the serializers of `@opentelemetry/otlp-transformer`. */
export interface OtlpSerializer<T> {
  serializeRequest(batch: T[]): Uint8Array | undefined;
  deserializeResponse(body: Uint8Array): { readonly partialSuccess?: PartialSuccess };
  /** What is counted in a batch. @default its items */
  countOf?(batch: readonly T[]): number;
}

/** What a receiver says of a batch it took; counts of JSON may be texts. */
export interface PartialSuccess {
  readonly rejectedSpans?: number | string | undefined;
  readonly rejectedLogRecords?: number | string | undefined;
  readonly rejectedDataPoints?: number | string | undefined;
  readonly errorMessage?: string | undefined;
}

/** How long {@link OtlpDelivery} tries. */
export interface OtlpPatience {
  /** Of one request, in milliseconds. */
  readonly requestMs: number;
  /** Of one batch, its repetitions included, in milliseconds; what the receiver asked for does not count. */
  readonly batchMs: number;
}

const FIRST_BACK_OFF_MS = 1000;
const MAX_BACK_OFF_MS = 5000;
const BACK_OFF_FACTOR = 1.5;
const JITTER = 0.2;
const MOST_REPETITIONS = 6;
/** Of what a receiver may ask for at once. */
const MOST_PATIENCE_MS = 300_000;

/**
 * Delivers batches over OTLP: repeats what the receiver asks to repeat, and nothing it may have taken. While it asks for
 * patience, nothing is sent to it.
 */
export class OtlpDelivery<T> {
  readonly #serializer: OtlpSerializer<T>;
  readonly #transport: OtlpTransport;
  readonly #patience: OtlpPatience;
  readonly #timers: Timers;
  readonly #now: () => number;
  readonly #waiting = new Set<() => void>();
  #pausedUntilMs = 0;
  #closed = false;

  constructor(
    serializer: OtlpSerializer<T>,
    transport: OtlpTransport,
    patience: OtlpPatience,
    { timers = backgroundTimers, now = () => performance.now() }: { timers?: Timers; now?: () => number } = {},
  ) {
    this.#serializer = serializer;
    this.#transport = transport;
    this.#patience = patience;
    this.#timers = timers;
    this.#now = now;
  }

  /** Rejects when the receiver took nothing of the batch. */
  async deliver(batch: readonly T[]): Promise<PartialRefusal | undefined> {
    const body = this.#serializer.serializeRequest([...batch]);
    if (body === undefined) throw new Error('a batch could not be encoded');
    await this.#untilWelcome();
    let endMs = this.#now() + this.#patience.batchMs;
    for (let repetitions = 0; ; repetitions += 1) {
      const answer = await this.#send(body, endMs - this.#now());
      if (answer.kind === 'taken') return this.#partial(answer.body, this.#serializer.countOf?.(batch) ?? batch.length);
      if (answer.kind === 'refused') throw answer.error;
      const waitMs = this.#waitMs(answer.afterMs, repetitions);
      // What the receiver asks for is not held against the batch.
      if (answer.afterMs !== undefined) endMs += waitMs;
      if (repetitions >= MOST_REPETITIONS || this.#now() + waitMs >= endMs) throw answer.error;
      await this.#pause(waitMs, answer.error);
      await this.#untilWelcome();
    }
  }

  /** Repeats nothing any more, and lets what is on its way go. */
  close(): Promise<void> {
    this.#closed = true;
    for (const wake of this.#waiting) wake();
    this.#transport.close();
    return Promise.resolve();
  }

  #send(body: Uint8Array, leftMs: number): Promise<OtlpAnswer> {
    return withoutTracing(() => this.#transport.send(body, Math.min(leftMs, this.#patience.requestMs)));
  }

  /** What the receiver asks for holds for all batches. */
  #waitMs(askedMs: number | undefined, repetitions: number): number {
    if (askedMs === undefined) {
      const backOffMs = Math.min(FIRST_BACK_OFF_MS * BACK_OFF_FACTOR ** repetitions, MAX_BACK_OFF_MS);
      return backOffMs * (1 + JITTER * (2 * Math.random() - 1));
    }
    const waitMs = Math.min(askedMs, MOST_PATIENCE_MS);
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, this.#now() + waitMs);
    return waitMs;
  }

  async #untilWelcome(): Promise<void> {
    while (this.#pausedUntilMs > this.#now()) {
      await this.#pause(this.#pausedUntilMs - this.#now(), new Error('the end came before the receiver wanted more'));
    }
  }

  /** @throws what is given, when the end comes first */
  async #pause(ms: number, atEnd: Error): Promise<void> {
    if (!this.#closed) await this.#sleep(ms);
    if (this.#closed) throw atEnd;
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#timers.clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = this.#timers.setTimeout(wake, ms);
      this.#waiting.add(wake);
    });
  }

  /** A receiver that took the batch has it, whatever else it says. */
  #partial(body: Uint8Array, sent: number): PartialRefusal | undefined {
    const { rejectedSpans, rejectedLogRecords, rejectedDataPoints, errorMessage = '' } = this.#read(body) ?? {};
    const refused = Number(rejectedSpans ?? rejectedLogRecords ?? rejectedDataPoints ?? 0);
    if (!(refused > 0) && errorMessage === '') return undefined;
    const count = refused > 0 ? Math.min(refused, sent) : 0;
    const reason = new Error(`the receiver refused ${String(count)} of ${String(sent)} records: ${errorMessage}`);
    return { refused: count, reason };
  }

  #read(body: Uint8Array): PartialSuccess | undefined {
    if (body.length === 0) return undefined;
    try {
      return this.#serializer.deserializeResponse(body).partialSuccess ?? undefined;
    } catch {
      return undefined;
    }
  }
}
