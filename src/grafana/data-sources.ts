import { ATTR, LABEL, LOKI_FIELD, LOKI_LABEL } from '../semconv.js';
import { METRIC } from '../semconv-metrics.js';
import type { JsonObject } from './json.js';
import { equals, quantile } from './promql.js';

/** Where the servers are, and what their data sources are called. */
export interface DataSourceOptions {
  /** @default 'http://localhost:9090' */
  readonly prometheusUrl?: string | undefined;
  /** @default 'http://localhost:3100' */
  readonly lokiUrl?: string | undefined;
  /** @default 'http://localhost:16686' */
  readonly tracesUrl?: string | undefined;
  /** @default 'jaeger' */
  readonly tracesType?: 'jaeger' | 'tempo' | undefined;
}

/** Uids of the data sources, by which they know of each other. */
export const DATA_SOURCE_UID = { prometheus: 'prometheus', loki: 'loki', traces: 'traces' } as const;

const PROMETHEUS_URL = 'http://localhost:9090';
const LOKI_URL = 'http://localhost:3100';
const TRACES_URL = 'http://localhost:16686';
const WINDOW = { spanStartTimeShift: '-1s', spanEndTimeShift: '1s' };

/**
 * Data sources with all that leads from one signal to another, in Grafana's form of provisioning, as data for a YAML file
 * (telemetry specification §9): exemplars to traces, log lines to traces and the debugger, spans to logs and metrics.
 */
export function dataSources(options: DataSourceOptions = {}): JsonObject {
  const { prometheusUrl = PROMETHEUS_URL, lokiUrl = LOKI_URL } = options;
  const { tracesUrl = TRACES_URL, tracesType = 'jaeger' } = options;
  return {
    apiVersion: 1,
    datasources: [
      {
        ...source('Prometheus', 'prometheus', DATA_SOURCE_UID.prometheus, prometheusUrl),
        isDefault: true,
        jsonData: {
          httpMethod: 'POST',
          exemplarTraceIdDestinations: [{ name: LOKI_FIELD.traceId, datasourceUid: DATA_SOURCE_UID.traces }],
        },
      },
      {
        ...source('Loki', 'loki', DATA_SOURCE_UID.loki, lokiUrl),
        jsonData: { derivedFields: derivedFields() },
        correlations: [machineMetrics()],
      },
      {
        ...source(tracesType === 'jaeger' ? 'Jaeger' : 'Tempo', tracesType, DATA_SOURCE_UID.traces, tracesUrl),
        jsonData: { tracesToLogsV2: tracesToLogs(), tracesToMetrics: tracesToMetrics() },
      },
    ],
  };
}

/** Where Grafana finds files of dashboards, in its form of provisioning, as data for a YAML file. */
export function dashboardProvider(folder: string, path: string): JsonObject {
  const provider = { name: folder, folder, type: 'file', updateIntervalSeconds: 30, options: { path } };
  return { apiVersion: 1, providers: [provider] };
}

function source(name: string, type: string, uid: string, url: string): JsonObject {
  return { name, type, uid, url, access: 'proxy', editable: true };
}

/** `$${...}` because the reader of the file fills variables of the environment in. */
function derivedFields(): readonly JsonObject[] {
  const value = '$${__value.raw}';
  return [
    {
      name: 'Trace',
      matcherType: 'label',
      matcherRegex: LOKI_FIELD.traceId,
      url: value,
      urlDisplayLabel: 'Show the trace',
      datasourceUid: DATA_SOURCE_UID.traces,
    },
    // The debugger finds the machine by the transition.
    { name: 'Debugger', matcherType: 'label', matcherRegex: 'tx_id', url: `mach:///${value}` },
  ];
}

/** From a line to how long the transitions of its class take. */
function machineMetrics(): JsonObject {
  const matchers = [equals(LABEL.machineClass, `$\${${LABEL.machineClass}}`)];
  const expr = quantile(0.95, { family: METRIC.transitionDuration, matchers, window: '5m', isNative: false });
  return {
    targetUID: DATA_SOURCE_UID.prometheus,
    type: 'query',
    label: 'Durations of the class',
    description: 'How long 95 of 100 transitions of machines of this class take at most.',
    config: {
      field: LOKI_FIELD.machineClass,
      target: { expr },
      transformations: [
        { type: 'regex', field: LOKI_FIELD.machineClass, expression: '(.+)', mapValue: LABEL.machineClass },
      ],
    },
  };
}

function tracesToLogs(): JsonObject {
  return {
    ...WINDOW,
    datasourceUid: DATA_SOURCE_UID.loki,
    tags: [{ key: ATTR.serviceName, value: LOKI_LABEL.service }],
    filterByTraceID: false,
    filterBySpanID: false,
    customQuery: true,
    query: `{$\${__tags}} | ${LOKI_FIELD.traceId}="$\${__trace.traceId}"`,
  };
}

function tracesToMetrics(): JsonObject {
  const of = (suffix: string): string => `rate(${METRIC.transitionDuration.name}_${suffix}{$$__tags}[5m])`;
  return {
    spanStartTimeShift: '-5m',
    spanEndTimeShift: '5m',
    datasourceUid: DATA_SOURCE_UID.prometheus,
    tags: [{ key: ATTR.amMachineClass, value: LABEL.machineClass }],
    queries: [
      { name: 'Mean duration of transitions', query: `sum(${of('sum')}) / sum(${of('count')})` },
      { name: 'Transitions a second', query: `sum(rate(${METRIC.transitions.name}{$$__tags}[5m]))` },
    ],
  };
}
