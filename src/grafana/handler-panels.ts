import { LABEL } from '../semconv.js';
import { METRIC } from '../semconv-metrics.js';
import type { PanelData } from './panel-data.js';
import { fits, literalExpression, quantile, rate, selector, sumBy } from './promql.js';
import { WINDOW } from './view-scope.js';
import type { ViewScope } from './view-scope.js';

const MOST_SHOWN = 10;
const WIDE = 12;

/**
 * How long handlers take, and how they end.
 * @param handlers those there are; all that Prometheus has when undefined, no panels when there are none
 */
export function handlerPanels(
  { machines, isNative }: ViewScope,
  handlers: readonly string[] | undefined,
): readonly PanelData[] {
  if (handlers?.length === 0) return [];
  const matchers = [
    ...machines,
    ...(handlers === undefined ? [] : [fits(LABEL.handler, handlers.map(literalExpression).join('|'))]),
  ];
  const slow = quantile(0.95, {
    family: METRIC.handlerDuration,
    matchers,
    by: [LABEL.handler],
    window: WINDOW,
    isNative,
  });
  const calls = isNative
    ? `histogram_count(${sumBy([LABEL.handler, LABEL.outcome], rate(selector(METRIC.handlerDuration.name, matchers), WINDOW))})`
    : sumBy([LABEL.handler, LABEL.outcome], rate(selector(`${METRIC.handlerDuration.name}_count`, matchers), WINDOW));
  return [
    {
      title: 'Slowest handlers (p95)',
      description: 'The ten handlers that take longest, to the end of their promises.',
      kind: 'timeseries',
      unit: 's',
      width: WIDE,
      queries: [{ expr: `topk(${MOST_SHOWN}, ${slow})`, legend: '{{handler}}', exemplars: true }],
    },
    {
      title: 'Calls of handlers by outcome',
      description: 'Calls a second, and how they ended.',
      kind: 'timeseries',
      unit: 'ops',
      width: WIDE,
      queries: [{ expr: calls, legend: '{{handler}} {{outcome}}' }],
    },
  ];
}
