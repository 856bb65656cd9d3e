import { BoundedNames, OTHER } from './bounded-names.js';
import { ClassSeries } from './class-series.js';
import { OpenTransitions } from './open-transitions.js';
import type { ExporterLosses } from './options.js';

const NO_LOSSES: ExporterLosses = { dropped: [], errors: [] };

/** All numbers of one `PrometheusMetrics`: what its callbacks write and what a scrape reads. */
export class MetricStore {
  readonly open = new OpenTransitions();
  readonly #classes: (ClassSeries | undefined)[] = [];
  readonly #classNames: BoundedNames;
  readonly #maxErrorTypes: number;
  readonly #losses: (() => ExporterLosses) | undefined;
  #scrapeErrors = 0;

  constructor(maxClasses: number, maxErrorTypes: number, losses: (() => ExporterLosses) | undefined) {
    this.#classNames = new BoundedNames(maxClasses);
    this.#maxErrorTypes = maxErrorTypes;
    this.#losses = losses;
  }

  /** The numbers of a class, made when first asked for. */
  series(className: string): ClassSeries {
    const number = this.#classNames.number(className);
    return (this.#classes[number] ??= new ClassSeries(this.#classNames.name(number) ?? OTHER, this.#maxErrorTypes));
  }

  /** Every class seen so far, in the order of their first machines. */
  classes(): readonly ClassSeries[] {
    return this.#classes.filter((series) => series !== undefined);
  }

  /** Counts a scrape of a family that failed; the scrape itself goes on without the family. */
  countScrapeError(): void {
    this.#scrapeErrors++;
  }

  /** What the exporters lost, failed scrapes included. */
  losses(): ExporterLosses {
    const { dropped, errors } = this.#readLosses();
    if (this.#scrapeErrors === 0) return { dropped, errors };
    return { dropped, errors: [...errors, { signal: 'metered', count: this.#scrapeErrors }] };
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
