import type { Variable } from '../variable.js';

/** What an OpenTelemetry SDK reads, as far as this package has it too; and the other name of the service. */
export const OTEL_VARIABLES: readonly Variable[] = [
  {
    name: 'OTEL_SDK_DISABLED',
    key: 'telemetry',
    kind: 'boolean',
    flag: { on: 'never' },
    ignored: (value) => (/^(?:true|false)$/i.test(value) ? undefined : 'expected true or false'),
    help: 'No telemetry at all.',
  },
  {
    name: 'OTEL_RESOURCE_ATTRIBUTES',
    key: 'resource',
    kind: 'pairs',
    help: 'Attributes of the resource; `service.name` among them names the service.',
  },
  { name: 'OTEL_SERVICE_NAME', key: 'service', kind: 'text' },
  { name: 'AM_SERVICE', key: 'service', kind: 'text' },
  {
    name: 'OTEL_TRACES_EXPORTER',
    key: 'traces.exporter',
    kind: 'choice',
    ignored: foreign(['zipkin', 'jaeger', 'logging']),
  },
  { name: 'OTEL_LOGS_EXPORTER', key: 'logs.exporter', kind: 'choice', ignored: foreign(['logging']) },
  { name: 'OTEL_METRICS_EXPORTER', key: 'metrics.exporter', kind: 'choice', ignored: foreign(['console', 'logging']) },
  {
    name: 'OTEL_TRACES_SAMPLER',
    key: 'traces.sampler',
    kind: 'choice',
    ignored: foreign(['jaeger_remote', 'parentbased_jaeger_remote', 'xray']),
  },
  {
    name: 'OTEL_TRACES_SAMPLER_ARG',
    key: 'traces.samplerRatio',
    kind: 'number',
    ignored: (value) => (value.includes('=') ? 'only samplers with a ratio take an argument here' : undefined),
  },
  { name: 'OTEL_METRIC_EXPORT_INTERVAL', key: 'metrics.intervalMs', kind: 'number' },
  { name: 'OTEL_METRIC_EXPORT_TIMEOUT', key: 'metrics.exportTimeoutMs', kind: 'number' },
  { name: 'OTEL_PROPAGATORS', key: 'propagators', kind: 'list' },
  { name: 'OTEL_LOG_LEVEL', key: 'diagnostics', kind: 'choice' },
  {
    name: 'OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN',
    key: 'traces.exceptions',
    kind: 'choice',
    help: '`logs`: exceptions as log records instead of span events; `logs/dup`: both.',
  },
];

/** Limits of attributes, events and links. */
export const LIMIT_VARIABLES: readonly Variable[] = [
  number('OTEL_ATTRIBUTE_COUNT_LIMIT', 'limits.attributeCount'),
  number('OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT', 'limits.attributeLength'),
  number('OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', 'traces.limits.attributeCount'),
  number('OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT', 'traces.limits.attributeLength'),
  number('OTEL_SPAN_EVENT_COUNT_LIMIT', 'traces.limits.events'),
  number('OTEL_SPAN_LINK_COUNT_LIMIT', 'traces.limits.links'),
  number('OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT', 'traces.limits.eventAttributes'),
  number('OTEL_LINK_ATTRIBUTE_COUNT_LIMIT', 'traces.limits.linkAttributes'),
  number('OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT', 'logs.limits.attributeCount'),
  number('OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT', 'logs.limits.attributeLength'),
];

/** How records are batched. */
export const BATCH_VARIABLES: readonly Variable[] = (
  [
    ['OTEL_BSP', 'traces'],
    ['OTEL_BLRP', 'logs'],
  ] as const
).flatMap(([prefix, signal]) => [
  number(`${prefix}_SCHEDULE_DELAY`, `${signal}.batch.delayMs`),
  number(`${prefix}_EXPORT_TIMEOUT`, `${signal}.batch.timeoutMs`),
  number(`${prefix}_MAX_QUEUE_SIZE`, `${signal}.batch.maxWaiting`),
  number(`${prefix}_MAX_EXPORT_BATCH_SIZE`, `${signal}.batch.maxBatch`),
]);

function number(name: string, key: Variable['key']): Variable {
  return { name, key, kind: 'number' };
}

/** Settings for other libraries of the process are no mistake, only not ours. */
function foreign(values: readonly string[]): (value: string) => string | undefined {
  return (value) => (values.includes(value.toLowerCase()) ? `there is no "${value}" here` : undefined);
}
