import { COUNTS, Histogram } from './histogram.js';
import type { Tally } from './transition-tallies.js';

/** What executed transitions of a class did. */
export class ChangeSeries {
  readonly ticks = new Histogram(COUNTS);
  readonly steps = new Histogram(COUNTS);
  readonly handlers = new Histogram(COUNTS);
  readonly added = new Histogram(COUNTS);
  readonly removed = new Histogram(COUNTS);
  readonly touched = new Histogram(COUNTS);

  /** Adds what so many transitions did alike. */
  add(
    { steps, handlers, added, removed, touched, count }: Omit<Tally, 'plan' | 'slot' | 'durations'>,
    ticks: number,
  ): void {
    this.ticks.observeCount(ticks, count);
    this.steps.observeCount(steps, count);
    this.handlers.observeCount(handlers, count);
    this.added.observeCount(added, count);
    this.removed.observeCount(removed, count);
    this.touched.observeCount(touched, count);
  }
}

/** Series of a {@link ChangeSeries}. */
export const SERIES_OF_CHANGES = 6 * COUNTS.series;
