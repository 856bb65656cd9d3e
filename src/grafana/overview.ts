import { averagePanels } from './averages.js';
import { isMeasured } from './class-view.js';
import type { ClassView } from './class-view.js';
import { durationPanels, queuePanels } from './duration-panels.js';
import { errorPanels } from './error-panels.js';
import { handlerPanels } from './handler-panels.js';
import { logPanels } from './log-panels.js';
import { machinePanels } from './machine-panels.js';
import type { PanelData, RowData } from './panel-data.js';
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
  readonly view?: ClassView;
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
    return classes.map((view) => ({
      title: view.className,
      scope: viewScope({ ...params, view }),
      repeat: {},
      view,
    }));
  }
  if (isStatic) return [{ title: 'All classes', scope: viewScope(params), repeat: {} }];
  return [{ title: `$${VARIABLE.class}`, scope: viewScope(params), repeat: { repeat: VARIABLE.class } }];
}

function classRows({ title, scope, repeat, view }: Subject): readonly RowData[] {
  const row = (name: string, isCollapsed: boolean, panels: readonly PanelData[]): RowData[] => {
    const measured = panels.filter((panel) => isMeasured(panel, view?.families));
    return measured.length === 0 ? [] : [{ title: name, isCollapsed, ...repeat, logs: scope.logs, panels: measured }];
  };
  return [
    ...row(title, false, [
      ...durationPanels(scope),
      ...queuePanels(scope),
      ...errorPanels(scope),
      ...statePanels(scope, view?.states),
      ...handlerPanels(scope, view?.handlers),
    ]),
    ...row(`${title}: averages`, true, averagePanels(scope)),
  ];
}
