import type { BreakerLimits } from './breaker-limits.js';

/** More than one slow call in three is too many in the end. */
const WEIGHT = 2;

/** What all callbacks of a tracer score together. */
const ALL = 'all';

interface Score {
  points: number;
  /** Of the first slow call that counts. */
  readonly sinceMs: number;
}

/**
 * Whether a tracer is slow again and again. A slow call alone says nothing: a processor that others use, or a collection of garbage,
 * stops any callback now and then, though hardly many calls in a row.
 */
export class Slowness {
  readonly #scores = new Map<string, Score>();

  /** A call was slow; true when that was once too often. */
  slow(callback: string, nowMs: number, limits: BreakerLimits): boolean {
    const isCallback = this.#add(callback, nowMs, limits);
    return this.#add(ALL, nowMs, limits) || isCallback;
  }

  /** A call was not. */
  fast(callback: string): void {
    if (this.#scores.size === 0) return;
    this.#ease(callback);
    this.#ease(ALL);
  }

  clear(): void {
    this.#scores.clear();
  }

  #add(key: string, nowMs: number, { slowCallbacks, windowMs }: BreakerLimits): boolean {
    let score = this.#scores.get(key);
    // Rare calls may be slow each time, of a process that was swapped out: they hold nobody up.
    if (score === undefined || nowMs - score.sinceMs > windowMs) score = { points: 0, sinceMs: nowMs };
    score.points += WEIGHT;
    this.#scores.set(key, score);
    return score.points >= slowCallbacks * WEIGHT;
  }

  #ease(key: string): void {
    const score = this.#scores.get(key);
    if (score === undefined) return;
    score.points -= 1;
    if (score.points <= 0) this.#scores.delete(key);
  }
}
