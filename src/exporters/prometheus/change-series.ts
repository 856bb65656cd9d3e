import { COUNTS, Histogram } from './histogram.js';
import { TouchedStates } from './touched-states.js';

/** What executed transitions of a class did. */
export class ChangeSeries {
  readonly ticks = new Histogram(COUNTS);
  readonly steps = new Histogram(COUNTS);
  readonly handlers = new Histogram(COUNTS);
  readonly added = new Histogram(COUNTS);
  readonly removed = new Histogram(COUNTS);
  readonly touched = new Histogram(COUNTS);
  readonly touchedStates = new TouchedStates();
}

/** Series of a {@link ChangeSeries}. */
export const SERIES_OF_CHANGES = 6 * COUNTS.series;
