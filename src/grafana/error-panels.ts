import { LABEL } from '../semconv.js';
import { METRIC } from '../semconv-metrics.js';
import type { PanelData } from './panel-data.js';
import { equals, NO_CHECK, orZero, rate, selector, sumBy } from './promql.js';
import type { Matcher } from './promql.js';
import { WINDOW } from './view-scope.js';
import type { ViewScope } from './view-scope.js';

const MOST_SHOWN = 10;

/** Share of the transitions that were canceled; 0 while none is. */
export function canceledRatio(machines: readonly Matcher[], window = WINDOW): string {
  const rates = (...more: readonly Matcher[]): string =>
    sumBy([], rate(selector(METRIC.transitions.name, [...machines, NO_CHECK, ...more]), window));
  return `(${orZero(rates(equals(LABEL.result, 'canceled')))}) / ${rates()}`;
}

/** What did not work, and what stood in the way. */
export function errorPanels({ machines }: ViewScope): readonly PanelData[] {
  const exceptions = rate(selector(METRIC.exceptions.name, machines), WINDOW);
  const rejections = rate(selector(METRIC.rejections.name, machines), WINDOW);
  return [
    {
      title: 'Canceled ratio',
      description: 'Share of the transitions that a handler or a relation canceled.',
      kind: 'timeseries',
      unit: 'percentunit',
      queries: [{ expr: canceledRatio(machines), legend: 'canceled' }],
    },
    {
      title: 'Exceptions by type',
      description: 'Errors a second that activated Exception, by the class of the error.',
      kind: 'timeseries',
      unit: 'ops',
      queries: [{ expr: orZero(sumBy([LABEL.errorType], exceptions), LABEL.errorType), legend: '{{error_type}}' }],
    },
    {
      title: 'Top rejections',
      description: 'The handlers that vetoed most, and the states whose relations stood in the way most.',
      kind: 'timeseries',
      unit: 'ops',
      queries: [
        {
          expr: orZero(`topk(${MOST_SHOWN}, ${sumBy([LABEL.by, LABEL.reason], rejections)})`, LABEL.by, LABEL.reason),
          legend: '{{by}} ({{reason}})',
        },
      ],
    },
  ];
}
