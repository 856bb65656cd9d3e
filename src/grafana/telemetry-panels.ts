import { LABEL } from '../semconv.js';
import { METRIC } from '../semconv-metrics.js';
import { SELF_METRIC } from '../semconv-self.js';
import type { PanelData } from './panel-data.js';
import { orZero, rate, selector, sumBy } from './promql.js';
import { WINDOW } from './view-scope.js';
import type { ViewScope } from './view-scope.js';

/** What telemetry loses and what it does not get rid of. */
export function telemetryPanels({ process }: ViewScope): readonly PanelData[] {
  const rates = (name: string, ...labels: readonly string[]): string =>
    orZero(sumBy(labels, rate(selector(name, process), WINDOW)), ...labels);
  return [
    {
      title: 'Dropped',
      description: 'Spans, log records and samples a second that were dropped instead of exported.',
      kind: 'timeseries',
      unit: 'ops',
      queries: [
        { expr: rates(METRIC.exporterDropped.name, LABEL.signal, LABEL.reason), legend: '{{signal}} {{reason}}' },
      ],
    },
    {
      title: 'Failures of exporters',
      description: 'Errors a second of exporters and tracers; machines never notice.',
      kind: 'timeseries',
      unit: 'ops',
      queries: [
        { expr: rates(METRIC.exporterErrors.name, LABEL.signal), legend: '{{signal}}' },
        { expr: rates(SELF_METRIC.tracerErrors.name, LABEL.tracer), legend: '{{tracer}}' },
      ],
    },
    {
      title: 'Waiting to be exported',
      description: 'Spans and log records in the queues of exporters.',
      kind: 'timeseries',
      unit: 'short',
      queries: (['span', 'log'] as const).map((record) => ({
        expr: orZero(`sum(${selector(SELF_METRIC[record].queueSize.name, process)})`),
        legend: `${record}s`,
      })),
    },
  ];
}
