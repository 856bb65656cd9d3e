import { LOKI_LABEL } from '../semconv.js';

/** How a panel shows its series. */
export type PanelKind = 'timeseries' | 'stat' | 'heatmap' | 'state-timeline' | 'logs';

/** Unit of a panel's values, by Grafana's names. */
export type Unit = 's' | 'µs' | 'ops' | 'percentunit' | 'short' | 'none';

/** A query and what its series are called. */
export interface QueryData {
  readonly expr: string;
  /** `{{label}}` stands for the value of a label. */
  readonly legend?: string;
  /** Traces of single measurements beside the series. */
  readonly exemplars?: boolean;
  /** The value now, one for each series. */
  readonly instant?: boolean;
}

/** A panel as data; what turns it into Grafana's model knows how each kind looks. */
export interface PanelData {
  readonly title: string;
  /** What it says, in a sentence. */
  readonly description: string;
  readonly kind: PanelKind;
  readonly unit: Unit;
  readonly queries: readonly QueryData[];
  /** Of the 24 columns of a dashboard. @default 8 */
  readonly width?: number;
  /** In rows of about 30 pixels. @default 8 */
  readonly height?: number;
  /** Series upon each other. @default false */
  readonly isStacked?: boolean;
}

/** Panels under one heading. */
export interface RowData {
  readonly title: string;
  readonly isCollapsed: boolean;
  /** Variable for each value of which there is such a row. */
  readonly repeat?: string;
  readonly panels: readonly PanelData[];
  /** What a panel leads to besides: the lines of the same machines, in LogQL. */
  readonly logs?: string;
}

/** Whether a panel asks Loki, in LogQL; all others ask Prometheus, in PromQL. */
export function asksLoki({ queries }: PanelData): boolean {
  return queries.some(({ expr }) => expr.includes(`{${LOKI_LABEL.service}=`));
}
