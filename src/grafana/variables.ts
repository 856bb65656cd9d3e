import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  CustomVariableBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { VariableModel, VariableOption } from '@grafana/grafana-foundation-sdk/dashboard';
import { LABEL } from '../semconv.js';
import { AVERAGED_METRIC } from '../semconv-averages.js';
import { METRIC } from '../semconv-metrics.js';
import { sourceOf } from './panel.js';
import type { DashboardParams } from './params.js';
import { equals, fits, selector } from './promql.js';
import type { Matcher } from './promql.js';
import { VARIABLE } from './view-scope.js';

const ALL = '.*';
const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** The variables of a dashboard, those that others depend on first (telemetry specification §5.6). */
export function variableBuilders(params: DashboardParams): readonly Builder<VariableModel>[] {
  const { source, ids = [], layout = 'overview', isStatic = false, byId = false, classes = [] } = params;
  const { tracesType = 'jaeger' } = params;
  const dataSources = [
    new DatasourceVariableBuilder(VARIABLE.prometheus).label('Metrics').type('prometheus'),
    new DatasourceVariableBuilder(VARIABLE.loki).label('Logs').type('loki'),
    new DatasourceVariableBuilder(VARIABLE.traces).label('Traces').type(tracesType),
  ];
  const isSourceFixed = isStatic && source !== undefined;
  const isByMachine = layout === 'legacy' && ids.length > 0;
  const ofSource = equals('job', isSourceFixed ? source : `$${VARIABLE.source}`);
  const withinClass = [ofSource, fits(LABEL.machineClass, `$${VARIABLE.class}`)];
  const several = (name: string, label: string, metric: string, matchers: readonly Matcher[]) =>
    query(name, label, selector(metric, matchers)).multi(true).includeAll(true).allValue(ALL).current(everything());
  return [
    ...dataSources,
    ...(isSourceFixed ? [] : [sourceVariable(isByMachine, source)]),
    ...(isStatic || isByMachine
      ? []
      : [
          several(VARIABLE.instance, 'instance', METRIC.transitions.name, [ofSource]),
          several(VARIABLE.class, LABEL.machineClass, METRIC.transitions.name, [ofSource]),
          ...(classes.length > 0 ? [] : [several(VARIABLE.state, LABEL.state, METRIC.stateStatus.name, withinClass)]),
          ...(byId ? [machineVariable(ids, withinClass)] : []),
          levelVariable(),
        ]),
  ];
}

function sourceVariable(isByMachine: boolean, source: string | undefined): QueryVariableBuilder {
  // Where only averaged gauges are switched on, only they have the service.
  const names = `^(${METRIC.transitions.name}|${AVERAGED_METRIC.transitions.name}_.*)$`;
  const series = isByMachine ? selector('', [fits('__name__', names)]) : METRIC.transitions.name;
  const built = query(VARIABLE.source, 'job', series);
  return source === undefined ? built : built.current({ selected: true, text: source, value: source });
}

function machineVariable(ids: readonly string[], matchers: readonly Matcher[]): QueryVariableBuilder {
  const series = selector(METRIC.transitions.name, matchers);
  const built = query(VARIABLE.machine, LABEL.machineId, series).multi(true).includeAll(true).allValue(ALL);
  return built.current(ids.length === 0 ? everything() : { selected: true, text: [...ids], value: [...ids] });
}

function levelVariable(): CustomVariableBuilder {
  return new CustomVariableBuilder(VARIABLE.level)
    .label('Level')
    .values(LEVELS.join(','))
    .multi(true)
    .includeAll(true)
    .allValue(ALL)
    .current(everything());
}

function query(name: string, label: string, series: string): QueryVariableBuilder {
  const text = `label_values(${series}, ${label})`;
  return new QueryVariableBuilder(name)
    .label(name.slice(0, 1).toUpperCase() + name.slice(1))
    .datasource(sourceOf('prometheus'))
    .query({ qryType: 1, query: text, refId: 'PrometheusVariableQueryEditor-VariableQuery' })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc);
}

function everything(): VariableOption {
  return { selected: true, text: ['All'], value: ['$__all'] };
}
