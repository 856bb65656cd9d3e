import { metricPart, normalizedId } from '../exporters/shared/index.js';
import { LOKI_LABEL } from '../semconv.js';
import { AVERAGED_METRIC, STATE_ADDED_METRIC } from '../semconv-averages.js';
import { averagePanels, seedPanels } from './averages.js';
import { isMeasured } from './class-view.js';
import type { PanelData, RowData } from './panel-data.js';
import type { DashboardParams } from './params.js';
import { equals, quoted, quotedLiteral, selector } from './promql.js';
import { LOKI_FINDS, VARIABLE, viewScope } from './view-scope.js';
import type { ViewScope } from './view-scope.js';

const FULL = 24;
const LOGS_HEIGHT = 16;

/**
 * The rows of layout `legacy`: the panels of the seeds, for each machine that is named with its averaged gauges, else for each
 * class with their counterparts.
 */
export function legacyRows(params: DashboardParams): readonly RowData[] {
  const { ids = [], classes = [], isStatic = false } = params;
  if (ids.length > 0) return [...new Set(ids)].flatMap((id) => machineRows(id, params));
  if (classes.length > 0) {
    return classes.flatMap((view) => classRows(view.className, viewScope({ ...params, view }), view.families));
  }
  const scope = viewScope(params);
  if (isStatic) return classRows('All classes', scope);
  return classRows(`$${VARIABLE.class}`, scope).map((row) => ({ ...row, repeat: VARIABLE.class }));
}

function machineRows(id: string, params: DashboardParams): readonly RowData[] {
  const { source, addedStates = [], isStatic = false } = params;
  const job = isStatic && source !== undefined ? source : `$${VARIABLE.source}`;
  const gauge = (name: string): string => selector(`${name}_${normalizedId(id)}`, [equals('job', job)]);
  const activations = addedStates
    .filter(({ machineId }) => machineId === id)
    .map(({ state }) => ({ expr: gauge(`${STATE_ADDED_METRIC.name}_${metricPart(state)}`), legend: state }));
  const panels = seedPanels((name) => gauge(AVERAGED_METRIC[name].name), { time: 'µs', activations });
  const either = `${LOKI_LABEL.machineId}=${quotedLiteral(id)} or ${LOKI_FINDS.machineId}=${quotedLiteral(id)}`;
  const logs = params.idLabel
    ? `{${LOKI_LABEL.service}=${quoted(job)}, ${LOKI_LABEL.machineId}=${quotedLiteral(id)}}`
    : `{${LOKI_LABEL.service}=${quoted(job)}} | ${either}`;
  return [
    { title: `Mach: ${id}`, isCollapsed: false, logs, panels },
    { title: `Logs: ${id}`, isCollapsed: true, panels: [logView(logs)] },
  ];
}

function classRows(title: string, scope: ViewScope, families?: ReadonlySet<string>): readonly RowData[] {
  const panels = averagePanels(scope).filter((panel) => isMeasured(panel, families));
  return [
    { title: `Class: ${title}`, isCollapsed: false, logs: scope.logs, panels },
    { title: `Logs: ${title}`, isCollapsed: true, panels: [logView(scope.logs)] },
  ];
}

function logView(expr: string): PanelData {
  return {
    title: 'Log view',
    description: 'Lines of the machine, the newest first.',
    kind: 'logs',
    unit: 'none',
    width: FULL,
    height: LOGS_HEIGHT,
    queries: [{ expr }],
  };
}
