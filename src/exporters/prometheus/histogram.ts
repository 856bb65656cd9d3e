import { COUNT_BUCKETS, DURATION_BUCKETS_S, DWELL_BUCKETS_S, EXPORT_BUCKETS_S } from '../../semconv-metrics.js';
import type { Exemplar } from './exemplar.js';

/** Bounds that many histograms have in common. */
export class Buckets {
  /** In the unit that is observed. */
  readonly bounds: Float64Array;
  /** Values of the label `le`, in the unit that is shown; the last one is `+Inf`. */
  readonly le: readonly string[];
  /** Units that are observed in one that is shown. */
  readonly scale: number;
  /** Series of one histogram: its buckets, `+Inf` among them, sum and count. */
  readonly series: number;

  constructor(bounds: readonly number[], scale = 1) {
    // Rounded, as 2.5e-6 * 1000 need not be the number 0.0025.
    this.bounds = Float64Array.from(bounds, (bound) => Number((bound * scale).toPrecision(12)));
    this.le = [...bounds.map(String), '+Inf'];
    this.scale = scale;
    this.series = bounds.length + 3;
  }
}

/** Durations in milliseconds, shown in seconds. */
export const DURATIONS = new Buckets(DURATION_BUCKETS_S, 1000);
/** How long states last, in milliseconds, shown in seconds. */
export const DWELLS = new Buckets(DWELL_BUCKETS_S, 1000);
/** How many of something. */
export const COUNTS = new Buckets(COUNT_BUCKETS);
/** How long deliveries take, counted in seconds. */
export const DELIVERIES = new Buckets(EXPORT_BUCKETS_S);

const MAX_COUNT = COUNT_BUCKETS.at(-1) ?? 0;
/** Bucket of every count up to the last bound. */
const BUCKET_OF_COUNT = Uint8Array.from({ length: MAX_COUNT + 1 }, (_, count) =>
  COUNT_BUCKETS.findIndex((bound) => count <= bound),
);

/** Observations of one series: plain counts per bucket, made cumulative only when scraped. */
export class Histogram {
  readonly buckets: Buckets;
  /** How many observations fell between a bound and the one before it; the last one holds those above all bounds. */
  readonly counts: Float64Array;
  /** Sum of the observations, in the unit that is observed. */
  sum = 0;
  /** By bucket; absent while there is none. */
  exemplars: (Exemplar | undefined)[] | undefined;
  readonly #bounds: Float64Array;
  readonly #last: number;

  constructor(buckets: Buckets) {
    this.buckets = buckets;
    this.#bounds = buckets.bounds;
    this.#last = buckets.bounds.length;
    this.counts = new Float64Array(this.#last + 1);
  }

  /** Adds an observation; what a clock that was set back yields counts as 0. Returns its bucket. */
  observe(given: number, times = 1): number {
    const value = given > 0 ? given : 0;
    let bucket = 0;
    // Most durations are microseconds, hence near the first bounds: a scan beats a binary search.
    while (bucket < this.#last && value > (this.#bounds[bucket] as number)) bucket++;
    this.counts[bucket] = (this.counts[bucket] as number) + times;
    this.sum += value * times;
    return bucket;
  }

  /** {@link observe} of a whole number that {@link COUNTS} are made for, so many times. */
  observeCount(count: number, times: number): void {
    const bucket = count <= MAX_COUNT ? (BUCKET_OF_COUNT[count] as number) : this.#last;
    this.counts[bucket] = (this.counts[bucket] as number) + times;
    this.sum += count * times;
  }

  /** Keeps the trace of an observation, in place of the one before it in its bucket. */
  keep(bucket: number, exemplar: Exemplar | undefined): void {
    if (exemplar !== undefined) (this.exemplars ??= [])[bucket] = exemplar;
  }
}
