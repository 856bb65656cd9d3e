import { MachineError } from '../../errors.js';
import { LABEL } from '../../semconv.js';
import type { MetricFamily } from '../../semconv-metrics.js';
import { FAMILIES } from './families.js';
import type { FamilySource } from './families.js';
import type { MetricRegistry } from './registry.js';
import { mergeSamples } from './sample.js';
import type { Sample } from './sample.js';
import { SELF_FAMILIES } from './self-families.js';
import type { MetricStore } from './store.js';

/** Those of classes, then what telemetry says of itself. */
const ALL_FAMILIES: readonly FamilySource[] = [...FAMILIES, ...SELF_FAMILIES];

/** Marks our collectors for every copy of this package that shares a registry (ESM and CJS). */
const SOURCES = Symbol.for('statescope.prometheus.sources');

type Source = () => readonly Sample[];

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
  readonly aggregator = 'sum';
  readonly labelNames: readonly string[];
  readonly [SOURCES] = new Set<Source>();

  constructor(family: MetricFamily) {
    this.name = family.name;
    this.help = family.help;
    this.type = family.type;
    this.labelNames = [LABEL.machineClass, ...family.labels];
  }

  get(): Promise<CollectedFamily> {
    const { name, help, type, aggregator } = this;
    const values = mergeSamples(Array.from(this[SOURCES], (source) => source()));
    return Promise.resolve({ name, help, type, aggregator, values });
  }

  /** A registry calls this on all its metrics; ours keep counting, as they may be shown by other registries too. */
  reset(): void {}
}

/** Samples of a family that can't be read are left out and counted: a scrape must show what there is. */
function guarded(store: MetricStore, collect: (store: MetricStore) => readonly Sample[]): Source {
  return () => {
    try {
      return mergeSamples([collect(store)]);
    } catch {
      store.countScrapeError();
      return [];
    }
  };
}

/** The samples of each family that a store yields now, those of classes first. */
export function readSamples(store: MetricStore): readonly (readonly Sample[])[] {
  return ALL_FAMILIES.map(({ collect }) => guarded(store, collect)());
}

/**
 * Shows the numbers of a store in a registry, next to whatever else it holds. Families that another store registered
 * there are shared: each series is the sum. Returns what takes the store out again, and the families with the last one.
 * Throws a `MachineError` of code `EXPORTER`, leaving the registry as it was, when one of our names is taken.
 */
export function registerFamilies(registry: MetricRegistry, store: MetricStore): () => void {
  const undo: (() => void)[] = [];
  const unregister = (): void => {
    for (const step of undo.splice(0)) step();
  };
  try {
    for (const { family, collect } of ALL_FAMILIES) {
      const collector = collectorIn(registry, family);
      const source = guarded(store, collect);
      collector[SOURCES].add(source);
      undo.push(() => removeSource(registry, family, collector, source));
    }
  } catch (cause) {
    unregister();
    if (cause instanceof MachineError) throw cause;
    throw new MachineError('EXPORTER', 'the metrics registry refused the families of statescope', { cause });
  }
  return unregister;
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
