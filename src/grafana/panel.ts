import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder as LokiQuery } from '@grafana/grafana-foundation-sdk/loki';
import { DataqueryBuilder as PrometheusQuery, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { exploreUrl } from './explore.js';
import type { GridPlace } from './grid.js';
import { linkTo } from './link.js';
import { asksLoki } from './panel-data.js';
import type { PanelData, QueryData } from './panel-data.js';
import { visualization } from './visualization.js';
import { VARIABLE } from './view-scope.js';

/** Where a panel stands, and what it leads to. */
export interface PanelPlace {
  readonly id: number;
  readonly place: GridPlace;
  /** Lines of the same machines, in LogQL. */
  readonly logs?: string | undefined;
}

/** The data source that a variable of the dashboard names. */
export function sourceOf(type: 'prometheus' | 'loki'): { readonly type: string; readonly uid: string } {
  return { type, uid: `\${${type === 'loki' ? VARIABLE.loki : VARIABLE.prometheus}}` };
}

/** A panel in Grafana's model. */
export function panelBuilder(data: PanelData, { id, place, logs }: PanelPlace): Builder<Panel> {
  const isLoki = asksLoki(data);
  const panel = visualization(data)
    .id(id)
    .title(data.title)
    .description(data.description)
    .datasource(sourceOf(isLoki ? 'loki' : 'prometheus'))
    .gridPos({ ...place })
    .targets(data.queries.map((query, at) => (isLoki ? lokiQuery(query, at) : prometheusQuery(query, at, data))));
  if (logs === undefined || isLoki) return panel;
  const url = exploreUrl('loki', VARIABLE.loki, { expr: logs });
  return panel.links([linkTo('Logs', url)]);
}

function prometheusQuery(query: QueryData, at: number, { kind }: PanelData): PrometheusQuery {
  const { expr, legend = '', exemplars = false } = query;
  const built = new PrometheusQuery()
    .datasource(sourceOf('prometheus'))
    .expr(expr)
    .legendFormat(legend)
    .format(kind === 'heatmap' ? PromQueryFormat.Heatmap : PromQueryFormat.TimeSeries)
    .range()
    .refId(refId(at));
  return exemplars ? built.exemplar(true) : built;
}

function lokiQuery({ expr, legend }: QueryData, at: number): LokiQuery {
  const built = new LokiQuery().datasource(sourceOf('loki')).expr(expr).queryType('range').refId(refId(at));
  return legend === undefined ? built : built.legendFormat(legend);
}

/** A, B, C, ... */
function refId(at: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + at);
}
