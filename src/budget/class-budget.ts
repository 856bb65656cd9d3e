import { seriesBudget } from '../exporters/prometheus/index.js';
import type { SeriesLimits } from '../exporters/prometheus/index.js';
import { spanNamesOf } from '../exporters/shared/index.js';
import type { SpanNameOptions } from '../exporters/shared/index.js';
import { hasShape, shapeOf } from '../instrument/index.js';
import type { SelectPolicy } from '../instrument/index.js';
import type { ClassLike } from '../metadata/index.js';
import type { ClassShape } from '../tracer/index.js';

/** What one sink can produce for one class; a sink leaves out what it never produces. */
export interface SinkBudget {
  /** The most series, by metric family. */
  readonly series?: Readonly<Record<string, number>> | undefined;
  /** Names of spans; `<i>` and `<id>` stand for a machine's index and id, `<states>` for those of one mutation. */
  readonly spanNames?: readonly string[] | undefined;
  /** Streams in Loki, by the labels that differ; `<id>` stands for a machine's id. */
  readonly streams?: readonly string[] | undefined;
}

/** What the machines of one class can produce at most, known from the class alone. */
export interface ClassBudget {
  readonly className: string;
  /** The most series a scrape can show for the class, each bucket of a histogram counted. */
  readonly series: number;
  /** The same by metric family. */
  readonly families: Readonly<Record<string, number>>;
  readonly spanNames: readonly string[];
  /** Streams in Loki, which classes share unless the id of the machine is a label. */
  readonly streams: readonly string[];
}

/** What the sinks of one telemetry can produce at most. */
export interface TelemetryBudget {
  /** The most series a scrape can show for all classes; more than `maxSeries` of them are not made. */
  readonly series: number;
  /** The cap in force; undefined without metrics. */
  readonly maxSeries: number | undefined;
  /** Names of spans, over all classes. */
  readonly spanNames: number;
  /** Streams in Loki, over all classes; those with the id of a machine count once. */
  readonly streams: number;
  /** The class with most series first. */
  readonly classes: readonly ClassBudget[];
  /** Classes whose schema is not known before there is a machine of them. */
  readonly unknown: readonly string[];
}

/** What decides about a {@link ClassBudget} besides the class. */
export interface BudgetOptions {
  readonly limits?: Partial<SeriesLimits> | undefined;
  readonly spans?: SpanNameOptions | undefined;
  /** Toggles, and whether classes without marks count. @default marks alone */
  readonly policy?: SelectPolicy | undefined;
}

/**
 * What machines of a class can produce at most: from its schema, handlers and marks, before there is one. Metrics and traces are
 * taken to be on; `telemetry.budget()` counts those that run.
 * @throws MachineError `SCHEMA` when the class has no static schema
 */
export function budgetOf(Class: ClassLike, options: BudgetOptions = {}): ClassBudget {
  const shape = shapeOf(Class, options.policy);
  return classBudget(shape, {
    series: seriesBudget(shape, options.limits),
    spanNames: spanNamesOf(shape, options.spans),
  });
}

/** The budgets of classes that produce anything, and their sum. */
export function sumBudgets(
  classes: Iterable<ClassLike>,
  budget: (Class: ClassLike) => ClassBudget,
  maxSeries: number | undefined,
): TelemetryBudget {
  const all = [...new Set(classes)];
  const budgets = all
    .filter(hasShape)
    .map(budget)
    .filter(({ series, spanNames, streams }) => series > 0 || spanNames.length > 0 || streams.length > 0)
    .sort((a, b) => b.series - a.series || a.className.localeCompare(b.className));
  return {
    series: budgets.reduce((sum, { series }) => sum + series, 0),
    maxSeries,
    spanNames: budgets.reduce((sum, { spanNames }) => sum + spanNames.length, 0),
    streams: new Set(budgets.flatMap(({ streams }) => streams)).size,
    classes: budgets,
    unknown: all.filter((Class) => !hasShape(Class)).map(({ name }) => name),
  };
}

/** What a class can produce, summed up. */
export function classBudget(
  { className }: ClassShape,
  { series = {}, spanNames = [], streams = [] }: SinkBudget,
): ClassBudget {
  const sum = Object.values(series).reduce((total, count) => total + count, 0);
  return { className, series: sum, families: series, spanNames, streams };
}

/** Several sinks as one. */
export function mergeBudgets(sinks: readonly SinkBudget[]): SinkBudget {
  const families: Record<string, number> = {};
  for (const { series = {} } of sinks) {
    for (const [family, count] of Object.entries(series)) families[family] = (families[family] ?? 0) + count;
  }
  return {
    series: families,
    spanNames: [...new Set(sinks.flatMap(({ spanNames = [] }) => spanNames))],
    streams: [...new Set(sinks.flatMap(({ streams = [] }) => streams))],
  };
}
