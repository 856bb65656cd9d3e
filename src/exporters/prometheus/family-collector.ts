import { FORM } from '../../copies.js';
import { MachineError } from '../../errors.js';
import { LABEL } from '../../semconv.js';
import type { MetricFamily } from '../../semconv-metrics.js';
import { FAMILIES } from './families.js';
import type { FamilySource } from './families.js';
import { mergePoints } from './points.js';
import type { FamilyPoints } from './points.js';
import { READ } from './read-points.js';
import type { MetricRegistry } from './registry.js';
import { samplesOf, splayed } from './sample.js';
import type { Sample } from './sample.js';
import { SELF_FAMILIES } from './self-families.js';
import type { MetricStore } from './store.js';

/** Those of classes, then what telemetry says of itself. */
const ALL_FAMILIES: readonly FamilySource[] = [...FAMILIES, ...SELF_FAMILIES];

/** Marks our collectors for every copy of this package that shares a registry (ESM and CJS). */
const SOURCES = Symbol.for(`statescope.prometheus.sources.${FORM}`);

type Source = () => FamilyPoints;

/** A store that is shown in a registry. */
export interface Registration {
  /** Takes the store out again, and the families with the last one. */
  readonly unregister: () => void;
  /** False once the owner of the registry has cleared it. */
  readonly isShown: () => boolean;
}

/** What a registry reads from a metric when it is scraped. */
interface CollectedFamily {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly aggregator: string;
  readonly values: readonly Sample[];
}

/** One family in one registry: a metric to prom-client, filled from the stores when it is scraped. */
class FamilyCollector {
  /** Not readonly: a registry of the OpenMetrics type takes `_total` off it and writes it back itself. */
  name: string;
  readonly help: string;
  readonly type: string;
  /** How the metrics of several processes are put together. */
  readonly aggregator: string;
  readonly labelNames: readonly string[];
  readonly [SOURCES] = new Set<Source>();
  readonly #family: MetricFamily;

  constructor(family: MetricFamily) {
    this.#family = family;
    this.name = family.name;
    this.help = family.help;
    this.type = family.type;
    this.aggregator = family.merge ?? 'sum';
    this.labelNames = [LABEL.machineClass, LABEL.machineId, ...family.labels];
  }

  /** All series as they are now. */
  [READ](): FamilyPoints {
    return mergePoints(
      this.#family,
      Array.from(this[SOURCES], (source) => source()),
    );
  }

  get(): Promise<CollectedFamily> {
    return Promise.resolve(this.#collected(samplesOf(this[READ]()).map(splayed)));
  }

  /** What prom-client writes text from. */
  getForPromString(): Promise<CollectedFamily> {
    return Promise.resolve(this.#collected(samplesOf(this[READ]())));
  }

  /** A registry calls this on all its metrics; ours keep counting, as they may be shown by other registries too. */
  reset(): void {}

  #collected(values: readonly Sample[]): CollectedFamily {
    const { name, help, type, aggregator } = this;
    return { name, help, type, aggregator, values };
  }
}

/** A family that can't be read is left out and counted: a scrape must show what there is. */
function guarded(store: MetricStore, { family, collect }: FamilySource): Source {
  return () => {
    try {
      const points = collect(store);
      // Two losses may be of one kind, and names of one class the same.
      return mergePoints(family, [points, { family, numbers: [], histograms: [] }]);
    } catch {
      store.countScrapeError();
      return { family, numbers: [], histograms: [] };
    }
  };
}

/** The series of each family that a store yields now, those of classes first. */
export function readFamilies(store: MetricStore): readonly FamilyPoints[] {
  return ALL_FAMILIES.map((source) => guarded(store, source)());
}

/**
 * Shows the numbers of a store in a registry, next to whatever else it holds. Families that another store registered
 * there are shared: each series is the sum.
 * Throws a `MachineError` of code `EXPORTER`, leaving the registry as it was, when one of our names is taken.
 */
export function registerFamilies(registry: MetricRegistry, store: MetricStore): Registration {
  const undo: (() => void)[] = [];
  const collectors: FamilyCollector[] = [];
  const unregister = (): void => {
    for (const step of undo.splice(0)) step();
  };
  try {
    for (const source of ALL_FAMILIES) {
      const collector = collectorIn(registry, source.family);
      collectors.push(collector);
      const read = guarded(store, source);
      collector[SOURCES].add(read);
      undo.push(() => removeSource(registry, source.family, collector, read));
    }
  } catch (cause) {
    unregister();
    if (cause instanceof MachineError) throw cause;
    throw new MachineError('EXPORTER', 'the metrics registry refused the families of statescope', { cause });
  }
  return { unregister, isShown: () => collectors.every((own) => registry.getSingleMetric(own.name) === own) };
}

function removeSource(
  registry: MetricRegistry,
  family: MetricFamily,
  collector: FamilyCollector,
  source: Source,
): void {
  collector[SOURCES].delete(source);
  if (collector[SOURCES].size > 0) return;
  try {
    // After `registry.clear()` the name may belong to someone else.
    if (registry.getSingleMetric(family.name) === collector) registry.removeSingleMetric(family.name);
  } catch {
    // A registry that can't let go of a metric keeps an empty family; nothing else is lost by it.
  }
}

function collectorIn(registry: MetricRegistry, family: MetricFamily): FamilyCollector {
  const known = registry.getSingleMetric(family.name);
  if (known === undefined) {
    const collector = new FamilyCollector(family);
    registry.registerMetric(collector);
    return collector;
  }
  if (SOURCES in known) return known as FamilyCollector;
  throw new MachineError(
    'EXPORTER',
    `the registry already has a metric named ${family.name} that is not ours; remove it, or give statescope a registry of its own`,
  );
}
