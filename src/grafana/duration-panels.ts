import { LABEL } from '../semconv.js';
import { METRIC } from '../semconv-metrics.js';
import type { PanelData, QueryData } from './panel-data.js';
import { bucketRates, NO_CHECK, quantile, rate, selector, sumBy } from './promql.js';
import type { HistogramQuery } from './promql.js';
import { WINDOW } from './view-scope.js';
import type { ViewScope } from './view-scope.js';

/** Three quantiles of a histogram. */
export function quantiles(query: HistogramQuery, more: Partial<QueryData> = {}): readonly QueryData[] {
  return [0.5, 0.95, 0.99].map((q) => ({ expr: quantile(q, query), legend: `p${q * 100}`, ...more }));
}

/** How many transitions there are, and how long they take. */
export function durationPanels({ machines, isNative }: ViewScope): readonly PanelData[] {
  const duration = { family: METRIC.transitionDuration, matchers: machines, window: WINDOW, isNative };
  const transitions = selector(METRIC.transitions.name, [...machines, NO_CHECK]);
  return [
    {
      title: 'Transitions by mutation and result',
      description: 'Transitions a second: what was asked for, and whether it happened.',
      kind: 'timeseries',
      unit: 'ops',
      isStacked: true,
      queries: [
        { expr: sumBy([LABEL.mutation, LABEL.result], rate(transitions, WINDOW)), legend: '{{mutation}} {{result}}' },
      ],
    },
    {
      title: 'Duration of transitions',
      description: 'How long transitions take, their synchronous handlers included; a dot leads to a trace.',
      kind: 'timeseries',
      unit: 's',
      queries: quantiles(duration, { exemplars: true }),
    },
    {
      title: 'Durations',
      description: 'How many transitions took how long; a dot leads to a trace.',
      kind: 'heatmap',
      unit: 's',
      queries: [{ expr: bucketRates(duration), legend: '{{le}}', exemplars: true }],
    },
  ];
}

/** How much waits and for how long, and how fast clocks go. */
export function queuePanels({ machines, isNative }: ViewScope): readonly PanelData[] {
  const wait = { family: METRIC.queueWait, matchers: machines, window: WINDOW, isNative };
  return [
    {
      title: 'Queue length',
      description: 'Mutations waiting.',
      kind: 'timeseries',
      unit: 'short',
      queries: [{ expr: `sum(${selector(METRIC.queueLength.name, machines)})`, legend: 'waiting' }],
    },
    {
      title: 'Wait in the queue',
      description: 'How long mutations wait before their transition starts.',
      kind: 'timeseries',
      unit: 's',
      queries: quantiles(wait),
    },
    {
      title: 'Ticks',
      description: 'How fast the clocks of all states go.',
      kind: 'timeseries',
      unit: 'ops',
      queries: [
        { expr: sumBy([], rate(selector(METRIC.machineTicks.name, machines), WINDOW)), legend: 'ticks a second' },
      ],
    },
  ];
}
