import { DWELLS, Histogram } from './histogram.js';
import type { SeriesRoom } from './series-room.js';

/** Series of a state that are there as soon as a machine has it: how many are in it, activations, the oldest. */
export const SERIES_PER_STATE = 3;

/** The numbers of one state of a class. */
export class StateSeries {
  readonly name: string;
  /** Machines that are in it. */
  active = 0;
  activations = 0;
  /** Made when the first activation ends. */
  durations: Histogram | undefined;
  /** When the oldest open activation began; worked out when scraped. */
  oldestMs = Number.POSITIVE_INFINITY;
  readonly #room: SeriesRoom | undefined;
  readonly #overflow: () => StateSeries;

  constructor(name: string, room: SeriesRoom | undefined, overflow: () => StateSeries) {
    this.name = name;
    this.#room = room;
    this.#overflow = overflow;
  }

  /** An activation ended after so many milliseconds. */
  ended(durationMs: number): void {
    const durations = this.durations ?? this.#newDurations();
    if (durations === undefined) this.#overflow().ended(durationMs);
    else durations.observe(durationMs);
  }

  #newDurations(): Histogram | undefined {
    if (this.#room?.admit(DWELLS.series, false) === false) return undefined;
    return (this.durations = new Histogram(DWELLS));
  }
}
