import { BoundedNames, OTHER } from './bounded-names.js';
import { ClassSeries } from './class-series.js';
import type { ExporterLosses } from './options.js';
import { SeriesCap } from './series-cap.js';
import { GAUGES_PER_CLASS, OVERFLOW_SERIES } from './series-limits.js';
import type { EffectiveLimits } from './series-limits.js';
import { SeriesRoom } from './series-room.js';

const NO_LOSSES: ExporterLosses = { dropped: [], errors: [] };

/** All numbers of one `PrometheusMetrics`: what its callbacks write and what a scrape reads. */
export class MetricStore {
  /** Now, in milliseconds, by the clock that durations are measured with. */
  readonly now: () => number;
  /** Whether anything is timed. */
  readonly isTimed: boolean;
  readonly #classes = new Map<string, ClassSeries>();
  readonly #classNames: BoundedNames;
  readonly #limits: EffectiveLimits;
  readonly #cap: SeriesCap;
  /** Counts for the series that find no room; always fits. */
  readonly #overflow = new ClassSeries({ name: OTHER, maxErrorTypes: 0 });
  readonly #losses: (() => ExporterLosses) | undefined;
  #scrapeErrors = 0;

  /** @param now undefined when nothing is timed */
  constructor(limits: EffectiveLimits, now: (() => number) | undefined, losses: (() => ExporterLosses) | undefined) {
    this.#classNames = new BoundedNames(limits.maxClasses);
    this.#limits = limits;
    this.isTimed = now !== undefined;
    this.now = now ?? (() => 0);
    this.#cap = new SeriesCap(limits.maxSeries - OVERFLOW_SERIES);
    this.#losses = losses;
  }

  /** The numbers of a class, made when first asked for. A class for which there is no room shares those of the overflow. */
  series(className: string, machineId?: string): ClassSeries {
    const name = this.#classNames.name(this.#classNames.number(className)) ?? OTHER;
    const key = keyOf(name, name === OTHER ? undefined : machineId);
    return this.#classes.get(key) ?? this.#newClass(key, name, name === OTHER ? undefined : machineId);
  }

  /** The last machine with this value of `machine_id` is gone: its series go with it. */
  forget(series: ClassSeries): void {
    const { machine_class: name = '', machine_id: machineId } = series.labels.labels;
    if (machineId === undefined || !this.#classes.delete(keyOf(name, machineId))) return;
    series.release();
  }

  /** Every class seen so far, in the order of their first machines; last what found no room. */
  classes(): readonly ClassSeries[] {
    for (const series of this.#classes.values()) series.settle();
    return [...this.#classes.values(), this.#overflow];
  }

  /** Counts a scrape of a family that failed; the scrape itself goes on without the family. */
  countScrapeError(): void {
    this.#scrapeErrors++;
  }

  /** What the exporters lost, failed scrapes included. */
  losses(): ExporterLosses {
    const { dropped: read, errors, ...rest } = this.#readLosses();
    const { folded } = this.#cap;
    const dropped = folded === 0 ? read : [...read, { signal: 'metered', reason: 'series_limit', count: folded }];
    if (this.#scrapeErrors === 0) return { ...rest, dropped, errors };
    return { ...rest, dropped, errors: [...errors, { signal: 'metered', count: this.#scrapeErrors }] };
  }

  #newClass(key: string, name: string, machineId: string | undefined): ClassSeries {
    const room = new SeriesRoom(this.#cap);
    // Its gauges are as precious as failures: they tell which classes there are. Those of single machines are not.
    const isPrecious = machineId === undefined;
    if (!room.take(GAUGES_PER_CLASS, isPrecious)) return this.#overflow;
    const { maxErrorTypes } = this.#limits;
    const series = new ClassSeries({ name, machineId, maxErrorTypes, room, overflow: this.#overflow });
    this.#classes.set(key, series);
    return series;
  }

  #readLosses(): ExporterLosses {
    try {
      return this.#losses?.() ?? NO_LOSSES;
    } catch {
      this.countScrapeError();
      return NO_LOSSES;
    }
  }
}

function keyOf(name: string, machineId: string | undefined): string {
  return machineId === undefined ? name : `${name}\0${machineId}`;
}
