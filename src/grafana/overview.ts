import { averagePanels } from './averages.js';
import { durationPanels } from './duration-panels.js';
import { errorPanels } from './error-panels.js';
import { handlerPanels } from './handler-panels.js';
import { logPanels } from './log-panels.js';
import { machinePanels } from './machine-panels.js';
import type { RowData } from './panel-data.js';
import type { DashboardParams } from './params.js';
import { statePanels } from './state-panels.js';
import { telemetryPanels } from './telemetry-panels.js';
import { VARIABLE, viewScope } from './view-scope.js';
import type { ViewScope } from './view-scope.js';

/** A class whose rows are made now, or the variable that repeats them in Grafana. */
interface Subject {
  readonly title: string;
  readonly scope: ViewScope;
  readonly repeat: { readonly repeat?: string };
  readonly states?: readonly string[] | undefined;
  readonly handlers?: readonly string[] | undefined;
}

/** The rows of layout `overview` (telemetry specification §5.6). */
export function overviewRows(params: DashboardParams): readonly RowData[] {
  const all = viewScope(params);
  return [
    { title: 'Overview', isCollapsed: false, logs: all.logs, panels: machinePanels(all) },
    ...subjectsOf(params).flatMap(classRows),
    { title: 'Logs', isCollapsed: false, panels: logPanels(all) },
    { title: 'Telemetry', isCollapsed: true, panels: telemetryPanels(all) },
  ];
}

function subjectsOf(params: DashboardParams): readonly Subject[] {
  const { classes = [], isStatic = false } = params;
  if (classes.length > 0) {
    return classes.map(({ className, states, handlers }) => ({
      title: className,
      scope: viewScope({ ...params, className }),
      repeat: {},
      states: Object.keys(states),
      handlers: [...new Set(handlers.map(({ name }) => name))],
    }));
  }
  if (isStatic) return [{ title: 'All classes', scope: viewScope(params), repeat: {} }];
  return [{ title: `$${VARIABLE.class}`, scope: viewScope(params), repeat: { repeat: VARIABLE.class } }];
}

function classRows({ title, scope, repeat, states, handlers }: Subject): readonly RowData[] {
  const row = (name: string, isCollapsed: boolean, panels: RowData['panels']): RowData[] =>
    panels.length === 0 ? [] : [{ title: `${title}: ${name}`, isCollapsed, ...repeat, logs: scope.logs, panels }];
  return [
    ...row('transitions', false, [...durationPanels(scope), ...errorPanels(scope)]),
    ...row('states', false, statePanels(scope, states)),
    ...row('handlers', true, handlerPanels(scope, handlers)),
    ...row('averages', true, averagePanels(scope)),
  ];
}
