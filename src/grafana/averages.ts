import { LABEL } from '../semconv.js';
import { METRIC } from '../semconv-metrics.js';
import type { AVERAGED_METRIC } from '../semconv-averages.js';
import type { MetricFamily } from '../semconv-metrics.js';
import type { PanelData, QueryData, Unit } from './panel-data.js';
import { equals, mean, orZero, selector } from './promql.js';
import type { Matcher } from './promql.js';
import { WINDOW } from './view-scope.js';
import type { ViewScope } from './view-scope.js';

/** One of the fifteen averaged gauges of the reference. */
export type AverageName = keyof typeof AVERAGED_METRIC;

/** What a series of the averages is asked by: the gauge of one machine, or its counterpart by class. */
export type AverageQuery = (name: AverageName) => string;

/** What the averages are called in legends. */
export const AVERAGE_LEGEND: Readonly<Record<AverageName, string>> = {
  states: 'Number of states',
  relations: 'Number of relations',
  refStates: 'States referenced in relations',
  queueSize: 'Avg queue size',
  txTicks: 'Avg machine time taken (ticks)',
  exceptions: 'Exception',
  transitions: 'Number of transitions',
  statesAdded: 'Avg states added',
  statesRemoved: 'Avg states removed',
  statesTouched: 'Avg states touched',
  steps: 'Avg number of steps',
  handlers: 'Avg handlers ran',
  txTime: 'Human time',
  statesActive: 'Avg active states',
  statesInactive: 'Avg inactive states',
};

/**
 * The counterparts by class of the averaged gauges: the same quantities out of the labelled families, averaged over the window
 * of the graph instead of the time between two scrapes.
 */
export function averagesByClass({ machines, isNative }: ViewScope): Readonly<Record<AverageName, string>> {
  const meanOf = (family: MetricFamily, ...more: readonly Matcher[]): string =>
    mean({ family, matchers: [...machines, ...more], window: WINDOW, isNative });
  const perMachine = (family: MetricFamily): string =>
    `sum(${selector(family.name, machines)}) / sum(${selector(METRIC.machineCount.name, machines)})`;
  const ofSchema = (family: MetricFamily): string => `max(${selector(family.name, machines)})`;
  const count = (family: MetricFamily, ...more: readonly Matcher[]): string =>
    orZero(`sum(increase(${selector(family.name, [...machines, ...more])}[${WINDOW}]))`);
  const change = (kind: string): string => meanOf(METRIC.transitionStates, equals(LABEL.change, kind));
  return {
    states: ofSchema(METRIC.machineStates),
    relations: ofSchema(METRIC.machineRelations),
    refStates: ofSchema(METRIC.machineRelationRefs),
    queueSize: perMachine(METRIC.queueLength),
    txTicks: meanOf(METRIC.transitionTicks),
    exceptions: count(METRIC.exceptions),
    transitions: count(METRIC.transitions, equals(LABEL.result, 'executed')),
    statesAdded: change('added'),
    statesRemoved: change('removed'),
    statesTouched: change('touched'),
    steps: meanOf(METRIC.transitionSteps),
    handlers: meanOf(METRIC.transitionHandlers),
    txTime: meanOf(METRIC.transitionDuration),
    statesActive: perMachine(METRIC.statesActive),
    statesInactive: perMachine(METRIC.statesInactive),
  };
}

/** Panels of the averages by class. */
export function averagePanels(scope: ViewScope): readonly PanelData[] {
  const expressions = averagesByClass(scope);
  return seedPanels((name) => expressions[name], { time: 's' });
}

/** What the panels of the seeds differ in. */
export interface SeedPanelOptions {
  /** Unit of `txTime`. */
  readonly time: Unit;
  /** Queries of activations of states, for a panel of their own. @default none */
  readonly activations?: readonly QueryData[];
}

/** The panels of the seeds in their order and grouping. */
export function seedPanels(of: AverageQuery, { time, activations = [] }: SeedPanelOptions): readonly PanelData[] {
  const series = (...names: readonly AverageName[]): QueryData[] =>
    names.map((name) => ({ expr: of(name), legend: AVERAGE_LEGEND[name] }));
  const perState = { expr: `${of('relations')} / ${of('states')}`, legend: 'Avg number of relations per state' };
  const mutations = series('queueSize', 'statesAdded', 'statesRemoved', 'statesTouched');
  const relations = series('states', 'relations', 'refStates', 'statesActive', 'statesInactive');
  return [
    panel('Transitions', 'Transitions that were executed.', series('transitions')),
    ...(activations.length === 0 ? [] : [panel('State Activations', 'How often states were entered.', activations)]),
    panel('Mutations', 'The queue, and what transitions change.', mutations),
    panel('Details', 'What it takes to work transitions out.', series('txTicks', 'steps', 'handlers')),
    panel('States & Relations', 'What the schema holds, and how much of it is active.', [...relations, perState]),
    { ...panel('Average Transition Time', 'How long transitions take.', series('txTime')), unit: time },
    panel('Errors', 'Transitions that activated Exception.', series('exceptions')),
  ];
}

const WIDE = 12;

function panel(title: string, description: string, queries: readonly QueryData[]): PanelData {
  return { title, description, kind: 'timeseries', unit: 'short', width: WIDE, queries };
}
