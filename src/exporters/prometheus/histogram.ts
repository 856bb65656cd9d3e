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

/** Observations that wait to be sorted into buckets. */
const PENDING = 16;

/** Observations of one series: plain counts per bucket, made cumulative only when scraped. */
export class Histogram {
  readonly buckets: Buckets;
  /** By bucket; absent while there is none. */
  exemplars: (Exemplar | undefined)[] | undefined;
  readonly #counts: Float64Array;
  #sum = 0;
  readonly #pending = new Float64Array(PENDING);
  #waiting = 0;

  constructor(buckets: Buckets) {
    this.buckets = buckets;
    this.#counts = new Float64Array(buckets.bounds.length + 1);
  }

  /** How many observations fell between a bound and the one before it; the last one holds those above all bounds. */
  get counts(): Float64Array {
    this.#settle();
    return this.#counts;
  }

  /** Sum of the observations, in the unit that is observed. */
  get sum(): number {
    this.#settle();
    return this.#sum;
  }

  /** Adds an observation; what a clock that was set back yields counts as 0. Sorted later, several at once. */
  observe(value: number): void {
    this.#pending[this.#waiting++] = value;
    if (this.#waiting === PENDING) this.#settle();
  }

  /** {@link observe}, so many times. */
  observeMany(value: number, times: number): void {
    this.#add(value, times);
  }

  /** {@link observe}, and keeps its trace in place of the one before it in its bucket. */
  observeTraced(value: number, exemplar: Exemplar | undefined): void {
    const bucket = this.#add(value, 1);
    if (exemplar !== undefined) (this.exemplars ??= [])[bucket] = exemplar;
  }

  /** {@link observeMany} of a whole number that {@link COUNTS} are made for. */
  observeCount(count: number, times: number): void {
    const bucket = count <= MAX_COUNT ? (BUCKET_OF_COUNT[count] as number) : this.#counts.length - 1;
    this.#counts[bucket] = (this.#counts[bucket] as number) + times;
    this.#sum += count * times;
  }

  #settle(): void {
    for (let i = 0; i < this.#waiting; i++) this.#add(this.#pending[i] as number, 1);
    this.#waiting = 0;
  }

  #add(given: number, times: number): number {
    const { bounds } = this.buckets;
    const value = given > 0 ? given : 0;
    let bucket = 0;
    // Most durations are microseconds, hence near the first bounds: a scan beats a binary search.
    while (bucket < bounds.length && value > (bounds[bucket] as number)) bucket++;
    this.#counts[bucket] = (this.#counts[bucket] as number) + times;
    this.#sum += value * times;
    return bucket;
  }
}
