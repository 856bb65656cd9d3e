import { backgroundTimers, endsWithin, resultWithin } from '../shared/index.js';
import type { PartialRefusal, Timers } from '../shared/index.js';

/** Longest time a timer of Node keeps. */
const LONGEST_MS = 2 ** 31 - 1;

/** Metrics on their way to a receiver of OTLP. */
export interface MetricExport {
  readonly stats: MetricExportStats;
  /** Pushes what there is now, within the time limit; never rejects. */
  flush(): Promise<void>;
  /** Pushes a last time and releases the connection, within the time limit; never rejects, and safe to call twice. */
  shutdown(): Promise<void>;
}

/** What became of the pushes so far. */
export interface MetricExportStats {
  /** Pushes that arrived. */
  readonly pushes: number;
  /** Pushes that the receiver did not take, or not as a whole. */
  readonly errors: number;
  /** Data points that were taken. */
  readonly exported: number;
  /** Data points that were not taken; a later push has newer ones of the same series. */
  readonly dropped: number;
}

/** What {@link MetricPush} is made of. */
export interface MetricPushParts<T> {
  /** Every metric as it is now. May be foreign code: it has the time limit of a flush, and is asked again at the next push. */
  readonly collect: () => Promise<T>;
  readonly pointsIn: (metrics: T) => number;
  /** As of `Delivery`. */
  readonly deliver: (batch: readonly T[]) => Promise<PartialRefusal | undefined>;
  readonly close: () => Promise<void>;
  readonly intervalMs: number;
  /** Of collecting, of a flush, and of the end, in milliseconds. */
  readonly limitMs: number;
  /** Told of the first failure, and again of the first one after a success. Must not throw. */
  readonly onError: (error: unknown) => void;
  /** @default the timers of the process, which do not keep it alive */
  readonly timers?: Timers | undefined;
}

/**
 * Pushes metrics in intervals. One push is on its way at most, and nothing waits behind it: sums are cumulative, so that the next push
 * makes up for one that failed, or that was still on its way.
 */
export class MetricPush<T> implements MetricExport {
  readonly #parts: MetricPushParts<T>;
  readonly #timers: Timers;
  #timer: unknown;
  #running: Promise<void> | undefined;
  #ending: Promise<void> | undefined;
  #isClosed = false;
  #isFailing = false;
  #pushes = 0;
  #errors = 0;
  #exported = 0;
  #dropped = 0;

  constructor(parts: MetricPushParts<T>) {
    this.#parts = parts;
    this.#timers = parts.timers ?? backgroundTimers;
    this.#schedule();
  }

  get stats(): MetricExportStats {
    return { pushes: this.#pushes, errors: this.#errors, exported: this.#exported, dropped: this.#dropped };
  }

  async flush(): Promise<void> {
    await endsWithin(this.#latest(), this.#parts.limitMs);
  }

  shutdown(): Promise<void> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  async #end(): Promise<void> {
    const { limitMs, close } = this.#parts;
    this.#timers.clearTimeout(this.#timer);
    await endsWithin(this.#latest(), limitMs);
    this.#isClosed = true;
    await endsWithin(close(), limitMs);
  }

  /** Before the push, so that the pace is kept however long that takes. */
  #schedule(): void {
    const run = (): void => {
      this.#schedule();
      void this.#push();
    };
    this.#timer = this.#timers.setTimeout(run, Math.min(this.#parts.intervalMs, LONGEST_MS));
  }

  /** What is on its way may be older than what is to arrive. */
  async #latest(): Promise<void> {
    await this.#running;
    await this.#push();
  }

  #push(): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    this.#running ??= this.#send().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #send(): Promise<void> {
    let points = 0;
    try {
      const { collect, limitMs } = this.#parts;
      const metrics = await resultWithin(collect(), limitMs, 'the source of metrics', this.#timers);
      points = this.#parts.pointsIn(metrics);
      if (points === 0) return;
      const partial = await this.#parts.deliver([metrics]);
      this.#pushes += 1;
      this.#exported += points - (partial?.refused ?? 0);
      if (partial === undefined) this.#isFailing = false;
      else this.#failed(partial.refused, partial.reason);
    } catch (error) {
      this.#failed(points, error);
    }
  }

  #failed(points: number, error: unknown): void {
    this.#dropped += points;
    this.#errors += 1;
    if (!this.#isFailing) this.#parts.onError(error);
    this.#isFailing = true;
  }
}
