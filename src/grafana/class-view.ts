import { seriesBudget } from '../exporters/prometheus/index.js';
import { shapeOf } from '../instrument/index.js';
import type { SelectPolicy } from '../instrument/index.js';
import type { ClassLike } from '../metadata/index.js';
import { METRIC } from '../semconv-metrics.js';
import type { ClassShape, Selection } from '../tracer/index.js';
import type { PanelData } from './panel-data.js';

/** What a dashboard knows of a class of machines before it asks anybody. */
export interface ClassView {
  /** Value of the label `machine_class`. */
  readonly className: string;
  /** Its name in log lines. @default className */
  readonly logName?: string | undefined;
  /** States that have series. */
  readonly states: readonly string[];
  /** Handlers that have series. */
  readonly handlers: readonly string[];
  /** Names of the metric families it has; all when undefined. */
  readonly families?: ReadonlySet<string> | undefined;
}

/**
 * What the marks of classes let their metrics show, without those that are not metered, by name: known before there is a machine
 * of them, so that dashboards have a row for each, with its states and handlers.
 * @param policy toggles, and whether classes without marks count. @default marks alone
 * @throws MachineError `SCHEMA` for a class without a static schema, as every class has that extends `Machine.of(schema)`
 */
export function classViews(classes: Iterable<ClassLike>, policy?: SelectPolicy): readonly ClassView[] {
  const views = [...new Set(classes)].flatMap((Class) => viewOf(shapeOf(Class, policy)) ?? []);
  return views.sort((a, b) => (a.className < b.className ? -1 : 1));
}

function viewOf(shape: ClassShape): ClassView | undefined {
  const metered = shape.selection('metered');
  if (metered === undefined) return undefined;
  const shows = metered.states?.of('');
  const handlers = new Set(
    shape.handlers.flatMap(({ name }) => {
      const mark = metered.handler(name);
      // Where the class is not marked, its marked handlers alone are measured.
      if (mark === false || (mark === undefined && !metered.wholeMachine)) return [];
      return [nameIn(mark) ?? name];
    }),
  );
  return {
    className: nameIn(metered.options) ?? shape.className,
    logName: nameIn(shape.selection('logged')?.options) ?? shape.className,
    states: Object.keys(shape.states).filter((state) => shows?.(state) ?? true),
    handlers: [...handlers],
    families: new Set(Object.keys(seriesBudget(shape))),
  };
}

/** Whether a class has every metric that a panel asks for. */
export function isMeasured({ queries }: PanelData, families: ReadonlySet<string> | undefined): boolean {
  if (families === undefined) return true;
  const missing = Object.values(METRIC).filter(({ name, labels }) => !families.has(name) && !isOfProcess(labels));
  return !queries.some(({ expr }) =>
    missing.some(({ name }) => new RegExp(`\\b${name}(?:_bucket|_sum|_count)?{`).test(expr)),
  );
}

function isOfProcess(labels: readonly string[]): boolean {
  return labels.includes('signal');
}

function nameIn(options: Selection['options'] | undefined): string | undefined {
  const name = options?.['name'];
  return typeof name === 'string' && name !== '' ? name : undefined;
}
