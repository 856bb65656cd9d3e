import { LABEL } from '../semconv.js';
import { METRIC } from '../semconv-metrics.js';
import type { PanelData } from './panel-data.js';
import { NO_CHECK, orZero, quantile, rate, selector, sumBy } from './promql.js';
import { canceledRatio } from './error-panels.js';
import { WINDOW } from './view-scope.js';
import type { ViewScope } from './view-scope.js';

const STAT_WIDTH = 4;
const STAT_HEIGHT = 4;

/** What all machines together do, in one line of numbers and three panels. */
export function machinePanels({ machines, isNative }: ViewScope): readonly PanelData[] {
  const transitions = selector(METRIC.transitions.name, [...machines, NO_CHECK]);
  const exceptions = selector(METRIC.exceptions.name, machines);
  const duration = { family: METRIC.transitionDuration, matchers: machines, window: WINDOW, isNative };
  const count = selector(METRIC.machineCount.name, machines);
  const byClass = '{{machine_class}}';
  return [
    stat('Machines', 'Machines alive and metered.', 'short', `sum(${count})`),
    stat('Transitions', 'Transitions a second.', 'ops', sumBy([], rate(transitions, WINDOW))),
    stat('Canceled', 'Share of the transitions that did not happen.', 'percentunit', canceledRatio(machines)),
    stat('Exceptions', 'Errors a second that activated Exception.', 'ops', orZero(sumBy([], rate(exceptions, WINDOW)))),
    stat('p95 of durations', '95 of 100 transitions are faster.', 's', quantile(0.95, duration)),
    stat('Queue', 'Mutations waiting.', 'short', `sum(${selector(METRIC.queueLength.name, machines)})`),
    {
      title: 'Machines alive',
      description: 'Machines that were made and not disposed of, by class.',
      kind: 'timeseries',
      unit: 'short',
      queries: [{ expr: sumBy([LABEL.machineClass], count), legend: byClass }],
    },
    {
      title: 'Transitions by class',
      description: 'Transitions a second, canceled ones included.',
      kind: 'timeseries',
      unit: 'ops',
      queries: [{ expr: sumBy([LABEL.machineClass], rate(transitions, WINDOW)), legend: byClass }],
    },
    {
      title: 'Ticks by class',
      description: 'How fast the clocks of all states go: each activation and each end is a tick.',
      kind: 'timeseries',
      unit: 'ops',
      queries: [
        {
          expr: sumBy([LABEL.machineClass], rate(selector(METRIC.machineTicks.name, machines), WINDOW)),
          legend: byClass,
        },
      ],
    },
  ];
}

function stat(title: string, description: string, unit: PanelData['unit'], expr: string): PanelData {
  return {
    ...{ title, description, unit, kind: 'stat', width: STAT_WIDTH, height: STAT_HEIGHT },
    queries: [{ expr, legend: title }],
  };
}
