import { LOKI_LABEL } from '../semconv.js';
import type { PanelData } from './panel-data.js';
import { LOKI_FINDS } from './view-scope.js';
import type { ViewScope } from './view-scope.js';

const FULL = 24;
const LOGS_HEIGHT = 12;
const RATE_HEIGHT = 6;

/** The lines of the machines, their errors, and how many there are. */
export function logPanels({ logs, levelLogs }: ViewScope): readonly PanelData[] {
  const errors = errorLines(logs);
  return [
    {
      title: 'Errors',
      description: 'Lines of errors; open one for its trace.',
      kind: 'logs',
      unit: 'none',
      width: FULL,
      queries: [{ expr: errors }],
    },
    {
      title: 'Error lines',
      description: 'How many lines of errors there are.',
      kind: 'timeseries',
      unit: 'short',
      width: FULL,
      height: RATE_HEIGHT,
      queries: [{ expr: `sum(count_over_time(${errors} [$__auto]))`, legend: 'errors' }],
    },
    {
      title: 'Logs',
      description: 'Lines of the machines, the newest first; open one for its trace.',
      kind: 'logs',
      unit: 'none',
      width: FULL,
      height: LOGS_HEIGHT,
      queries: [{ expr: levelLogs }],
    },
  ];
}

function errorLines(logs: string): string {
  return `${logs} | ${LOKI_LABEL.level}="error" or ${LOKI_FINDS.level}="error"`;
}
