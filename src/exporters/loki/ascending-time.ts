import type { Clock } from '../shared/index.js';

const NANOS_IN_MS = 1_000_000;
/** Numbers of three digits. */
const DIGITS = Array.from({ length: 1000 }, (_, number) => String(number).padStart(3, '0'));

/**
 * Times in nanoseconds since the epoch, each later than the one before, however often the clock says the same or goes back: so
 * lines keep their order in Loki, also those of different streams, and one that is sent twice is known by its time.
 */
export class AscendingTime {
  readonly #now: Clock;
  #ms = 0;
  #nanos = 0;
  /** The digits of {@link #ms}: many lines are of one millisecond. */
  #msDigits = '0';

  constructor(now: Clock) {
    this.#now = now;
  }

  /** As decimal digits: a number holds no nanoseconds of our times. */
  next(): string {
    const now = this.#now();
    const ms = Math.floor(now);
    const nanos = Math.min(Math.round((now - ms) * NANOS_IN_MS), NANOS_IN_MS - 1);
    if (ms > this.#ms) this.#begin(ms, nanos);
    else if (ms === this.#ms && nanos > this.#nanos) this.#nanos = nanos;
    else if (this.#nanos < NANOS_IN_MS - 1) this.#nanos += 1;
    else this.#begin(this.#ms + 1, 0);
    return this.#msDigits + (digitsOf(Math.trunc(this.#nanos / 1000)) + digitsOf(this.#nanos % 1000));
  }

  #begin(ms: number, nanos: number): void {
    this.#ms = ms;
    this.#nanos = nanos;
    this.#msDigits = String(ms);
  }
}

function digitsOf(number: number): string {
  return DIGITS[number] as string;
}
