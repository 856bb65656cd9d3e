import { backgroundTimers } from '../shared/index.js';
import type { PartialRefusal, Timers } from '../shared/index.js';
import type { HttpOutcome } from '../../http/index.js';
import type { LogEntry } from './log-entry.js';
import { BodyBytes } from './body-bytes.js';
import { pushAnswer } from './push-answer.js';
import type { PushAnswer } from './push-answer.js';
import { pushBody } from './push-body.js';
import type { BodyStyle } from './push-body.js';

/** How {@link PushDelivery} reaches Loki. */
export interface PushDeliveryOptions extends Omit<BodyStyle, 'foldsMetadata'> {
  /** The body holds until there is an outcome. */
  readonly send: (body: Uint8Array) => Promise<HttpOutcome>;
  /** Told of the first failure, and again of the first one after a success. Must not throw. */
  readonly onError?: ((error: unknown) => void) | undefined;
  readonly timers?: Timers | undefined;
}

/** What was not taken of a batch. */
interface Loss {
  readonly refused: number;
  readonly error: unknown;
}

const FIRST_BACK_OFF_MS = 500;
const MAX_BACK_OFF_MS = 30_000;
const JITTER = 0.2;
/** With {@link MAX_BACK_OFF_MS}, some two and a half minutes. */
const MOST_REPETITIONS = 10;
/** Of what a server may ask for at once. */
const MOST_PATIENCE_MS = 300_000;

/**
 * Pushes batches, one at a time. It repeats what was not taken for as long as Loki is away, and then goes on; what is new meanwhile
 * waits in a bounded queue. A batch that is too large is halved until it fits.
 */
export class PushDelivery {
  readonly #options: PushDeliveryOptions;
  readonly #timers: Timers;
  readonly #bytes = new BodyBytes();
  #foldsMetadata = false;
  #isReported = false;
  #failures = 0;
  #closed = false;
  #wake: (() => void) | undefined;
  /** The server asked for the pause that runs. */
  #isAsked = false;

  constructor(options: PushDeliveryOptions) {
    this.#options = options;
    this.#timers = options.timers ?? backgroundTimers;
  }

  /** Pushes that were not taken, repeated ones included. */
  get failures(): number {
    return this.#failures;
  }

  /** Rejects when nothing of the batch was taken, and tells when not all of it was. */
  async deliver(batch: readonly LogEntry[]): Promise<PartialRefusal | undefined> {
    const loss = await this.#push(batch);
    if (loss === undefined) return undefined;
    if (loss.refused >= batch.length) throw loss.error;
    return { refused: loss.refused, reason: loss.error };
  }

  /** Tries again at once what waits for its next attempt, unless the server asked for patience. */
  hurry(): void {
    if (!this.#isAsked) this.#wake?.();
  }

  /** Repeats nothing any more. */
  close(): void {
    this.#closed = true;
    this.#wake?.();
  }

  /** Told only at the beginning of what may be a long time without Loki. */
  report(error: unknown): void {
    if (!this.#isReported) this.#options.onError?.(error);
    this.#isReported = true;
  }

  async #push(entries: readonly LogEntry[]): Promise<Loss | undefined> {
    for (let repetitions = 0; ; repetitions += 1) {
      const answer = await this.#send(entries);
      if (answer.kind === 'taken') return undefined;
      if (answer.kind === 'refused') return { refused: answer.refused ?? entries.length, error: answer.error };
      if (answer.kind === 'too-large') return this.#halves(entries, answer.error);
      if (answer.kind === 'no-metadata') {
        if (this.#foldsMetadata) return { refused: entries.length, error: answer.error };
        this.#foldsMetadata = true;
        continue;
      }
      const isHopeless = answer.blamesBody && repetitions >= MOST_REPETITIONS;
      if (isHopeless || !(await this.#pause(answer.afterMs, repetitions))) {
        return { refused: entries.length, error: answer.error };
      }
    }
  }

  async #send(entries: readonly LogEntry[]): Promise<PushAnswer> {
    const { send, labels, streamPerLine } = this.#options;
    const body = pushBody(entries, { labels, streamPerLine, foldsMetadata: this.#foldsMetadata });
    const answer = pushAnswer(await send(this.#bytes.of(body)));
    if (answer.kind === 'taken') {
      this.#isReported = false;
      return answer;
    }
    this.#failures += 1;
    // Halves of what is too large, and lines with their metadata behind them, are on their way right after.
    if (answer.kind === 'later' || answer.kind === 'refused') this.report(answer.error);
    return answer;
  }

  /** In their order. */
  async #halves(entries: readonly LogEntry[], error: Error): Promise<Loss | undefined> {
    if (entries.length < 2) return { refused: entries.length, error };
    const middle = Math.ceil(entries.length / 2);
    const first = await this.#push(entries.slice(0, middle));
    const second = await this.#push(entries.slice(middle));
    const refused = (first?.refused ?? 0) + (second?.refused ?? 0);
    return refused === 0 ? undefined : { refused, error: first?.error ?? second?.error };
  }

  /** @returns false when the end came first */
  async #pause(askedMs: number | undefined, repetitions: number): Promise<boolean> {
    if (this.#closed) return false;
    const backOffMs = Math.min(FIRST_BACK_OFF_MS * 2 ** repetitions, MAX_BACK_OFF_MS);
    const ms = askedMs === undefined ? backOffMs * (1 - JITTER * Math.random()) : Math.min(askedMs, MOST_PATIENCE_MS);
    this.#isAsked = askedMs !== undefined;
    await new Promise<void>((resolve) => {
      const timer = this.#timers.setTimeout(resolve, ms);
      this.#wake = () => {
        this.#timers.clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
    this.#isAsked = false;
    // The compiler does not see that it may have been closed meanwhile.
    return !(this.#closed as boolean);
  }
}
