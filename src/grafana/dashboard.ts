import {
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { SCOPE_NAME } from '../semconv.js';
import { annotationBuilders } from './annotations.js';
import { exploreUrl } from './explore.js';
import { flow } from './grid.js';
import { asJson } from './json.js';
import type { JsonObject } from './json.js';
import { legacyRows } from './legacy.js';
import { overviewRows } from './overview.js';
import { panelBuilder } from './panel.js';
import type { RowData } from './panel-data.js';
import type { DashboardParams } from './params.js';
import { referenceDashboard } from './reference-dashboard.js';
import { dashboardUid } from './uid.js';
import { variableBuilders } from './variables.js';
import { VARIABLE, viewScope } from './view-scope.js';

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
  const dashboard = new DashboardBuilder(name)
    .uid(dashboardUid(params))
    .description('Made by statescope; made anew it is overwritten.')
    .tags(['generated', SCOPE_NAME])
    .tooltip(DashboardCursorSync.Crosshair)
    .refresh(REFRESH)
    .time(RANGE)
    .variables([...variableBuilders(params)])
    .annotations(isStatic ? [] : annotationBuilders(logs))
    .links([tracesLink(params)]);
  addRows(dashboard, rowsOf(params));
  const built = asJson(dashboard.build()) as unknown as JsonObject;
  const { list = [] } = built['templating'] as { readonly list?: readonly JsonObject[] };
  return { ...built, templating: { list: list.map(withoutIntervals) } };
}

/** The builders give every variable what only those of intervals have. */
function withoutIntervals(variable: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(variable).filter(([key]) => !key.startsWith('auto')));
}

/** What a dashboard shows, as data. */
export function rowsOf(params: DashboardParams): readonly RowData[] {
  const { layout = 'overview' } = params;
  const overview = layout === 'legacy' ? [] : overviewRows(params);
  return [...overview, ...(layout === 'overview' ? [] : legacyRows(params))];
}

/** Rows one below the other; a closed one holds its panels, an open one stands before them. */
function addRows(dashboard: DashboardBuilder, rows: readonly RowData[]): void {
  let [top, id] = [0, 0];
  for (const { title, isCollapsed, repeat, logs, panels } of rows) {
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
    if (isCollapsed) for (const panel of built) row.withPanel(panel);
    dashboard.withRow(row);
    if (!isCollapsed) for (const panel of built) dashboard.withPanel(panel);
    top = isCollapsed ? top + 1 : end;
  }
}

function tracesLink({ source, isStatic = false }: DashboardParams): DashboardLinkBuilder {
  const service = isStatic && source !== undefined ? source : `$${VARIABLE.source}`;
  const url = exploreUrl('jaeger', VARIABLE.traces, { queryType: 'search', service });
  return new DashboardLinkBuilder('Traces')
    .type(DashboardLinkType.Link)
    .icon('gf-traces')
    .tooltip('Traces of the service in Explore')
    .url(url)
    .targetBlank(true);
}
