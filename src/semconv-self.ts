import { LABEL } from './semconv.js';
import { EXPORT_BUCKETS_S } from './semconv-metrics.js';
import type { MetricFamily } from './semconv-metrics.js';

const COMPONENT = [LABEL.componentName, LABEL.componentType] as const;

/** What happens to one kind of records on their way out, under the names of OpenTelemetry for SDKs that observe themselves. */
function sinkMetrics(record: 'span' | 'log') {
  const unit = `{${record}}`;
  return {
    processed: {
      name: `otel_sdk_processor_${record}_processed_total`,
      type: 'counter',
      unit,
      help: 'Records that left the queue, or found no place in it (error_type).',
      labels: [...COMPONENT, LABEL.errorType],
    },
    queueSize: {
      name: `otel_sdk_processor_${record}_queue_size`,
      type: 'gauge',
      unit,
      help: 'Records waiting in the queue.',
      labels: COMPONENT,
    },
    queueCapacity: {
      name: `otel_sdk_processor_${record}_queue_capacity`,
      type: 'gauge',
      unit,
      help: 'Most records that can wait in the queue.',
      labels: COMPONENT,
    },
    exported: {
      name: `otel_sdk_exporter_${record}_exported_total`,
      type: 'counter',
      unit,
      help: 'Records the other side took, or refused (error_type).',
      labels: [...COMPONENT, LABEL.errorType],
    },
    inFlight: {
      name: `otel_sdk_exporter_${record}_inflight`,
      type: 'gauge',
      unit,
      help: 'Records on their way, not yet taken or refused.',
      labels: COMPONENT,
    },
  } as const satisfies Record<string, MetricFamily>;
}

/** What telemetry says of itself; these have no machine class. */
export const SELF_METRIC = {
  span: sinkMetrics('span'),
  log: sinkMetrics('log'),
  exportDuration: {
    name: 'otel_sdk_exporter_operation_duration_seconds',
    type: 'histogram',
    unit: 's',
    help: 'Time it took to deliver a batch, the refused ones included.',
    labels: COMPONENT,
    buckets: EXPORT_BUCKETS_S,
  },
  tracerErrors: {
    name: 'asyncmachine_tracer_errors_total',
    type: 'counter',
    unit: '{error}',
    help: 'Callbacks of a tracer that threw, or whose promise rejected.',
    labels: [LABEL.tracer],
  },
  tracerSlow: {
    name: 'asyncmachine_tracer_slow_callbacks_total',
    type: 'counter',
    unit: '{callback}',
    help: 'Callbacks of a tracer that took too long, of those that were measured.',
    labels: [LABEL.tracer],
  },
  tracerSkipped: {
    name: 'asyncmachine_tracer_skipped_callbacks_total',
    type: 'counter',
    unit: '{callback}',
    help: 'Callbacks a tracer did not get because it had failed or was slow.',
    labels: [LABEL.tracer],
  },
  tracerOpen: {
    name: 'asyncmachine_tracer_breaker_open',
    type: 'gauge',
    unit: '1',
    help: 'Whether a tracer is left out now: 1, or 0.',
    labels: [LABEL.tracer],
  },
} as const;
