/** A panel as the reference writes it. */
export type ReferencePanel = Readonly<Record<string, unknown>>;

/** A query and the name of its series. */
export interface ReferenceSeries {
  readonly expr: string;
  readonly legend: string;
}

const HEATMAP_HEIGHT = '150px';
const LOGS_HEIGHT = '800px';

/** @param fillOpacity percent of the area below the line */
export function timeseriesPanel(
  id: number,
  title: string,
  series: readonly ReferenceSeries[],
  fillOpacity: number,
): ReferencePanel {
  return {
    ...panel({ id, title, type: 'timeseries', datasource: 'Prometheus' }),
    targets: series.map(target),
    options: {
      legend: { calcs: [], showLegend: true, displayMode: 'list', placement: 'bottom' },
      tooltip: { mode: 'single' },
    },
    fieldConfig: { defaults: fieldDefaults(fillOpacity), overrides: null },
  };
}

/** Series as the rows of a heatmap. */
export function heatmapPanel(id: number, title: string, series: readonly ReferenceSeries[]): ReferencePanel {
  return {
    ...panel({ id, title, type: 'heatmap', datasource: 'Prometheus', height: HEATMAP_HEIGHT, renderer: 'flot' }),
    cards: { cardPadding: null, cardRound: null },
    color: {
      cardColor: '#b4ff00',
      colorScale: 'sqrt',
      colorScheme: 'interpolateSpectral',
      exponent: 0.5,
      mode: 'spectrum',
    },
    dataFormat: 'tsbuckets',
    hideZeroBuckets: true,
    highlightCards: true,
    legend: { show: true },
    reverseYBuckets: false,
    targets: series.map(target),
    tooltip: { show: true, showHistogram: true },
    tooltipDecimals: 0,
    xAxis: { show: true },
    xBucketNumber: null,
    xBucketSize: null,
    yAxis: { decimals: null, format: 'short', logBase: 1, show: true, max: null, min: null, splitFactor: null },
    yBucketBound: 'auto',
    yBucketNumber: null,
    yBucketSize: null,
  };
}

/** Lines of logs, the newest first. */
export function logsPanel(id: number, title: string, expr: string): ReferencePanel {
  return {
    ...panel({ id, title, type: 'logs', datasource: 'Loki', height: LOGS_HEIGHT }),
    targets: [{ refId: '', expr }],
    options: {
      dedupStrategy: '',
      wrapLogMessage: false,
      showTime: false,
      showLabels: false,
      showCommonLabels: false,
      prettifyLogMessage: false,
      sortOrder: 'Descending',
      enableLogDetails: true,
    },
  };
}

interface PanelHead {
  readonly id: number;
  readonly title: string;
  readonly type: string;
  readonly datasource: string;
  readonly height?: string;
  readonly renderer?: string;
}

function panel(head: PanelHead): ReferencePanel {
  return { editable: false, error: false, gridPos: {}, isNew: false, span: 12, transparent: false, ...head };
}

function target({ expr, legend }: ReferenceSeries): object {
  return { refId: '', expr, legendFormat: legend, format: 'time_series' };
}

function fieldDefaults(fillOpacity: number): object {
  return {
    unit: '',
    color: { mode: 'palette-classic', fixedColor: 'green', seriesBy: 'last' },
    thresholds: { mode: '', steps: null },
    custom: {
      axisPlacement: 'auto',
      barAlignment: 0,
      drawStyle: 'line',
      fillOpacity,
      gradientMode: 'opacity',
      lineInterpolation: 'linear',
      lineWidth: 1,
      pointSize: 5,
      showPoints: '',
      spanNulls: false,
      hideFrom: { legend: false, tooltip: false, viz: false },
      lineStyle: { fill: 'solid' },
      scaleDistribution: { type: 'linear' },
      stacking: { group: '', mode: '' },
      thresholdsStyle: { mode: '' },
    },
  };
}
