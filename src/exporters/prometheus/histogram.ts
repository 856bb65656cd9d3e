import { DURATION_BUCKETS_S } from '../../semconv-metrics.js';

/** Bounds in the unit that clocks have; rounded, as 2.5e-6 * 1000 need not be the number 0.0025. */
const BOUNDS_MS = Float64Array.from(DURATION_BUCKETS_S, (bound) => Number((bound * 1000).toPrecision(12)));
const LAST = BOUNDS_MS.length;

/** Series of one histogram: its buckets, `+Inf` among them, sum and count. */
export const SERIES_PER_HISTOGRAM = LAST + 3;

/** Durations of one series: plain counts per bucket, made cumulative and turned into seconds only when scraped. */
export class Histogram {
  /** How many durations fell between a bound and the one before it; the last one holds those above all bounds. */
  readonly counts = new Float64Array(LAST + 1);
  /** Sum of the durations, in milliseconds. */
  sumMs = 0;

  /** Adds a duration in milliseconds; what a clock that was set back yields counts as 0. */
  observe(durationMs: number): void {
    const duration = durationMs > 0 ? durationMs : 0;
    let bucket = 0;
    // Most durations are microseconds, hence near the first bounds: a scan beats a binary search.
    while (bucket < LAST && duration > (BOUNDS_MS[bucket] ?? 0)) bucket++;
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    this.sumMs += duration;
  }
}
