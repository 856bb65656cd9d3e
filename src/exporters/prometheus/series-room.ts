import type { SeriesCap } from './series-cap.js';

/** The room one class has for its series: what it takes of the cap of all, and gives back when it goes. */
export class SeriesRoom {
  readonly #cap: SeriesCap;
  #taken = 0;

  constructor(cap: SeriesCap) {
    this.#cap = cap;
  }

  /** Takes room for series that observations need; when there is none, false, and they count as folded. */
  admit(series: number, isFailure: boolean, observations?: number): boolean {
    if (!this.#cap.admit(series, isFailure, observations)) return false;
    this.#taken += series;
    return true;
  }

  /** Takes room for series that are there from the start; false when there is none. */
  take(series: number, isFailure: boolean): boolean {
    if (!this.#cap.take(series, isFailure)) return false;
    this.#taken += series;
    return true;
  }

  /** Gives everything back. */
  release(): void {
    this.#cap.release(this.#taken);
    this.#taken = 0;
  }
}
