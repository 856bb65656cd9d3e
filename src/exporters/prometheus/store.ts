import { BoundedNames, OTHER } from './bounded-names.js';
import { ClassSeries } from './class-series.js';
import { OpenTransitions } from './open-transitions.js';
import type { ExporterLosses } from './options.js';
import { SeriesCap } from './series-cap.js';
import { GAUGES_PER_CLASS, OVERFLOW_SERIES } from './series-limits.js';
import type { EffectiveLimits } from './series-limits.js';

const NO_LOSSES: ExporterLosses = { dropped: [], errors: [] };

/** All numbers of one `PrometheusMetrics`: what its callbacks write and what a scrape reads. */
export class MetricStore {
  readonly open = new OpenTransitions();
  readonly #classes: (ClassSeries | undefined)[] = [];
  readonly #classNames: BoundedNames;
  readonly #maxErrorTypes: number;
  readonly #cap: SeriesCap;
  /** Counts for the series that find no room; always fits. */
  readonly #overflow = new ClassSeries(OTHER, 0);
  readonly #losses: (() => ExporterLosses) | undefined;
  #scrapeErrors = 0;

  constructor(limits: EffectiveLimits, losses: (() => ExporterLosses) | undefined) {
    this.#classNames = new BoundedNames(limits.maxClasses);
    this.#maxErrorTypes = limits.maxErrorTypes;
    this.#cap = new SeriesCap(limits.maxSeries - OVERFLOW_SERIES);
    this.#losses = losses;
  }

  /** The numbers of a class, made when first asked for. A class for which there is no room shares those of the overflow. */
  series(className: string): ClassSeries {
    const number = this.#classNames.number(className);
    return (this.#classes[number] ??= this.#newClass(this.#classNames.name(number) ?? OTHER));
  }

  /** Every class seen so far, in the order of their first machines; last what found no room. */
  classes(): readonly ClassSeries[] {
    return [...new Set([...this.#classes.filter((series) => series !== undefined), this.#overflow])];
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

  #newClass(name: string): ClassSeries {
    // Its gauges are as precious as failures: they tell which classes there are.
    if (!this.#cap.take(GAUGES_PER_CLASS, true)) return this.#overflow;
    return new ClassSeries(name, this.#maxErrorTypes, { cap: this.#cap, overflow: this.#overflow });
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
