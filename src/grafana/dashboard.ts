import type { DashboardLink, Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import { DashboardCursorSync, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { SCOPE_NAME } from '../semconv.js';
import { annotations } from './annotations.js';
import { exploreUrl } from './explore.js';
import { flow } from './grid.js';
import { asJson } from './json.js';
import type { JsonObject } from './json.js';
import { linkTo } from './link.js';
import { legacyRows } from './legacy.js';
import { overviewRows } from './overview.js';
import { panelBuilder } from './panel.js';
import type { RowData } from './panel-data.js';
import type { DashboardParams } from './params.js';
import { quoted } from './promql.js';
import { referenceDashboard } from './reference-dashboard.js';
import { dashboardUid } from './uid.js';
import { variableBuilders } from './variables.js';
import { VARIABLE, viewScope } from './view-scope.js';

/** The model of Grafana 11 and later; older ones take it as it is. */
const SCHEMA_VERSION = 42;
const RANGE = { from: 'now-30m', to: 'now' };
const REFRESH = '10s';
const FULL_WIDTH = 24;

/**
 * A dashboard in Grafana's model, ready to be imported, provisioned or sent; the same for the same params, byte for byte as JSON
 * (telemetry specification §5). Nothing is asked: what it shows is named by variables and chosen in Grafana.
 */
export function genDashboard(params: DashboardParams): JsonObject {
  if (params.preset === 'go') return referenceDashboard(params);
  const { name, isStatic = false } = params;
  const { logs } = viewScope(params);
  return asJson({
    uid: dashboardUid(params),
    title: name,
    description: 'Made by statescope; made anew it is overwritten.',
    tags: ['generated', SCOPE_NAME],
    schemaVersion: SCHEMA_VERSION,
    editable: true,
    timezone: 'browser',
    graphTooltip: DashboardCursorSync.Crosshair,
    refresh: REFRESH,
    time: RANGE,
    links: [tracesLink(params)],
    annotations: { list: isStatic ? [] : annotations(logs) },
    templating: { list: variableBuilders(params).map((variable) => withoutIntervals(variable.build())) },
    panels: panelsOf(rowsOf(params)),
  });
}

/** What a dashboard shows, as data. */
export function rowsOf(params: DashboardParams): readonly RowData[] {
  const { layout = 'overview' } = params;
  const overview = layout === 'legacy' ? [] : overviewRows(params);
  return [...overview, ...(layout === 'overview' ? [] : legacyRows(params))];
}

/** Rows one below the other; a closed one holds its panels, an open one stands before them. */
function panelsOf(rows: readonly RowData[]): readonly (Panel | RowPanel)[] {
  let [top, id] = [0, 0];
  return rows.flatMap(({ title, isCollapsed, repeat, logs, panels }) => {
    const row = new RowBuilder(title)
      .id((id += 1))
      .collapsed(isCollapsed)
      .gridPos({ x: 0, y: top, w: FULL_WIDTH, h: 1 });
    if (repeat !== undefined) row.repeat(repeat);
    const { places, end } = flow(panels, top + 1);
    const built = panels.flatMap((panel, at) => {
      const place = places[at];
      return place === undefined ? [] : [panelBuilder(panel, { id: (id += 1), place, logs })];
    });
    top = isCollapsed ? top + 1 : end;
    if (!isCollapsed) return [row.build(), ...built.map((panel) => panel.build())];
    for (const panel of built) row.withPanel(panel);
    return [row.build()];
  });
}

/** The builders give every variable what only those of intervals have. */
function withoutIntervals(variable: object): JsonObject {
  return Object.fromEntries(Object.entries(variable).filter(([key]) => !key.startsWith('auto')));
}

function tracesLink({ source, isStatic = false, tracesType = 'jaeger' }: DashboardParams): DashboardLink {
  const service = isStatic && source !== undefined ? source : `$${VARIABLE.source}`;
  const query =
    tracesType === 'jaeger'
      ? { queryType: 'search', service }
      : { queryType: 'traceql', query: `{resource.service.name=${quoted(service)}}` };
  const url = exploreUrl(tracesType, VARIABLE.traces, query);
  return linkTo('Traces', url, 'Traces of the service in Explore').build();
}
