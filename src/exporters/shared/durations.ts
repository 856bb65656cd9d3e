import { EXPORT_BUCKETS_S } from '../../semconv-metrics.js';

/** Durations by bucket. */
export interface DurationCounts {
  /** One for each of {@link EXPORT_BUCKETS_S}, not cumulative, and one for what is longer. */
  readonly buckets: readonly number[];
  readonly count: number;
  readonly sumMs: number;
  readonly maxMs: number;
}

/** Counts durations; bounded. */
export class Durations {
  readonly #buckets = new Array<number>(EXPORT_BUCKETS_S.length + 1).fill(0);
  #count = 0;
  #sumMs = 0;
  #maxMs = 0;

  get counts(): DurationCounts {
    return { buckets: [...this.#buckets], count: this.#count, sumMs: this.#sumMs, maxMs: this.#maxMs };
  }

  observe(durationMs: number): void {
    const found = EXPORT_BUCKETS_S.findIndex((limitS) => durationMs <= limitS * 1000);
    const index = found === -1 ? EXPORT_BUCKETS_S.length : found;
    this.#buckets[index] = (this.#buckets[index] ?? 0) + 1;
    this.#count += 1;
    this.#sumMs += durationMs;
    this.#maxMs = Math.max(this.#maxMs, durationMs);
  }
}
