import { LABEL, LOG_ATTR, LOKI_FIELD, LOKI_LABEL } from '../semconv.js';
import type { ClassView } from './class-view.js';
import { equals, fits, literalExpression, quoted } from './promql.js';
import type { Matcher } from './promql.js';
import type { DashboardParams } from './params.js';

/** The window of rates: what Grafana takes for one, never shorter than four scrapes. */
export const WINDOW = '$__rate_interval';

/** Names of the variables of a dashboard. */
export const VARIABLE = {
  prometheus: 'DS_PROMETHEUS',
  loki: 'DS_LOKI',
  traces: 'DS_TRACES',
  source: 'source',
  instance: 'instance',
  class: 'class',
  state: 'state',
  machine: 'machine',
  level: 'level',
} as const;

/** What Loki makes of log lines that came over OTLP, or finds out by itself. */
export const LOKI_FINDS = {
  /** The level, where nobody says it. */
  level: 'detected_level',
  machineId: otlpName(LOG_ATTR.machineId),
  machineClass: otlpName(LOG_ATTR.machineClass),
} as const;

/** Which part of the metrics and logs a panel shows. */
export interface ViewScope {
  /** Matchers of families with a machine class. */
  readonly machines: readonly Matcher[];
  /** Matchers of families without one, which processes tell of themselves. */
  readonly process: readonly Matcher[];
  /** Lines of the same machines, in LogQL. */
  readonly logs: string;
  /** Lines of the same machines at chosen levels. */
  readonly levelLogs: string;
  readonly isNative: boolean;
}

/** What a scope is narrowed to. */
export interface ScopeOptions extends Pick<
  DashboardParams,
  'source' | 'ids' | 'isStatic' | 'byId' | 'idLabel' | 'nativeHistograms'
> {
  /** One class, instead of those of the variable. */
  readonly view?: ClassView | undefined;
}

/** The machines that the variables of the dashboard choose; literal values where they are given and asked for. */
export function viewScope({
  source,
  ids = [],
  isStatic = false,
  byId = false,
  idLabel = false,
  nativeHistograms = false,
  view,
}: ScopeOptions): ViewScope {
  const job = isStatic && source !== undefined ? source : `$${VARIABLE.source}`;
  const classNamed = (name: string | undefined): string =>
    name === undefined ? `$${VARIABLE.class}` : literalExpression(name);
  const classes = classNamed(view?.className);
  const logged = classNamed(view?.logName ?? view?.className);
  const process = [equals('job', job), ...(isStatic ? [] : [fits('instance', `$${VARIABLE.instance}`)])];
  const isAnyClass = isStatic && view === undefined;
  const named = isStatic && ids.length > 0 ? ids.map(literalExpression).join('|') : `$${VARIABLE.machine}`;
  const machines = [
    ...process,
    ...(isAnyClass ? [] : [fits(LABEL.machineClass, classes)]),
    ...(byId ? [fits(LABEL.machineId, named)] : []),
  ];
  const machine = `=~${quoted(named)}`;
  const stream = `{${LOKI_LABEL.service}=${quoted(job)}${byId && idLabel ? `, ${LOKI_LABEL.machineId}${machine}` : ''}}`;
  const either = (first: string, second: string, test: string): string => ` | ${first}${test} or ${second}${test}`;
  const logs =
    stream +
    (isAnyClass ? '' : either(LOKI_FIELD.machineClass, LOKI_FINDS.machineClass, `=~${quoted(logged)}`)) +
    (byId && !idLabel ? either(LOKI_LABEL.machineId, LOKI_FINDS.machineId, machine) : '');
  const levels = isStatic ? '' : either(LOKI_LABEL.level, LOKI_FINDS.level, `=~"$${VARIABLE.level}"`);
  return { machines, process, logs, levelLogs: logs + levels, isNative: nativeHistograms };
}

/** An attribute as structured metadata. */
function otlpName(attribute: string): string {
  return attribute.replaceAll('.', '_');
}
