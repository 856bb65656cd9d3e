import type { Clock } from '../shared/index.js';

const NANOS_IN_MS = 1_000_000;

/**
 * Times in nanoseconds since the epoch, each later than the one before, however often the clock says the same or goes back: so
 * lines keep their order in Loki, also those of different streams, and one that is sent twice is known by its time.
 */
export class AscendingTime {
  readonly #now: Clock;
  #ms = 0;
  #nanos = 0;

  constructor(now: Clock) {
    this.#now = now;
  }

  /** As decimal digits: a number holds no nanoseconds of our times. */
  next(): string {
    const now = this.#now();
    const ms = Math.floor(now);
    const nanos = Math.min(Math.round((now - ms) * NANOS_IN_MS), NANOS_IN_MS - 1);
    if (ms > this.#ms || (ms === this.#ms && nanos > this.#nanos)) {
      this.#ms = ms;
      this.#nanos = nanos;
    } else {
      this.#nanos += 1;
      if (this.#nanos === NANOS_IN_MS) {
        this.#ms += 1;
        this.#nanos = 0;
      }
    }
    return `${String(this.#ms)}${String(this.#nanos).padStart(6, '0')}`;
  }
}
