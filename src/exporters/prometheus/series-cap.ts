/** Part of the room that only series of failures may take. */
const RESERVED = 0.2;

/**
 * How many series one exporter may make. The last fifth of the room is kept for series of failures, so that a program that
 * fills it with the others still shows what goes wrong. Refused series are not made; what they would have counted goes
 * into overflow series, and is counted here.
 */
export class SeriesCap {
  readonly #limit: number;
  #used = 0;
  #folded = 0;

  /** @param limit series beside those of the overflow itself, which are few and always there */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Observations that went into overflow series so far. */
  get folded(): number {
    return this.#folded;
  }

  /** Takes room for series that observations need; when there is none, false, and they count as folded. */
  admit(series: number, isFailure: boolean, observations = 1): boolean {
    const isTaken = this.take(series, isFailure);
    if (!isTaken) this.#folded += observations;
    return isTaken;
  }

  /** Takes room for series; false when there is none. */
  take(series: number, isFailure: boolean): boolean {
    if (this.#used + series > (isFailure ? this.#limit : this.#limit * (1 - RESERVED))) return false;
    this.#used += series;
    return true;
  }

  /** Gives back room of series that are shown no more. */
  release(series: number): void {
    this.#used -= series;
  }
}
