import {
  BigValueColorMode,
  BigValueGraphMode,
  LegendDisplayMode,
  LegendPlacement,
  LogsDedupStrategy,
  LogsSortOrder,
  ReduceDataOptionsBuilder,
  ScaleDistribution,
  ScaleDistributionConfigBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  FieldColorBuilder,
  FieldColorModeId,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import {
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  HeatmapTooltipBuilder,
  PanelBuilder as Heatmap,
  YAxisConfigBuilder,
} from '@grafana/grafana-foundation-sdk/heatmap';
import { PanelBuilder as Logs } from '@grafana/grafana-foundation-sdk/logs';
import { PanelBuilder as Stat } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as StateTimeline } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as TimeSeries } from '@grafana/grafana-foundation-sdk/timeseries';
import type { PanelData, PanelKind } from './panel-data.js';

/** A panel of one of the kinds we make. */
export type Visualization = TimeSeries | Stat | Heatmap | StateTimeline | Logs;

const FILL = 10;
const STACK_FILL = 40;

const LOOKS: Readonly<Record<PanelKind, (data: PanelData) => Visualization>> = {
  timeseries: timeSeries,
  stat,
  heatmap,
  'state-timeline': stateTimeline,
  logs,
};

/** The look of a panel; its content comes later. */
export function visualization(data: PanelData): Visualization {
  return LOOKS[data.kind](data);
}

function timeSeries({ unit, isStacked = false }: PanelData): TimeSeries {
  const panel = new TimeSeries()
    .unit(unit)
    .min(0)
    .fillOpacity(isStacked ? STACK_FILL : FILL)
    .showPoints(VisibilityMode.Never)
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.Table)
        .placement(LegendPlacement.Bottom)
        .calcs(['mean', 'max', 'lastNotNull']),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
  return isStacked ? panel.stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A')) : panel;
}

function stat({ unit }: PanelData): Stat {
  return new Stat()
    .unit(unit)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .colorMode(BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.Area);
}

function heatmap({ unit }: PanelData): Heatmap {
  return new Heatmap()
    .calculate(false)
    .yAxis(new YAxisConfigBuilder().unit(unit))
    .color(new HeatmapColorOptionsBuilder().mode(HeatmapColorMode.Scheme).scheme('Spectral').steps(64))
    .cellGap(1)
    .exemplarsColor('rgba(255,0,255,0.7)')
    .scaleDistribution(new ScaleDistributionConfigBuilder().type(ScaleDistribution.Linear))
    .showLegend()
    .tooltip(new HeatmapTooltipBuilder().mode(TooltipDisplayMode.Single).yHistogram(true));
}

/** A line for each state: coloured while a machine is in it. */
function stateTimeline({ unit }: PanelData): StateTimeline {
  return new StateTimeline()
    .unit(unit)
    .showValue(VisibilityMode.Auto)
    .mergeValues(true)
    .rowHeight(0.9)
    .fillOpacity(70)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .thresholds(
      new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([
        // The first step has no lower bound.
        { value: null, color: 'transparent' },
        { value: 1, color: 'green' },
      ]),
    )
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(false)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .calcs([]),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Single).sort(SortOrder.None));
}

function logs(): Logs {
  return new Logs()
    .showTime(true)
    .showLabels(false)
    .wrapLogMessage(true)
    .enableLogDetails(true)
    .dedupStrategy(LogsDedupStrategy.None)
    .sortOrder(LogsSortOrder.Descending);
}
