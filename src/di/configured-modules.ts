import type { TelemetryConfig } from '../config/index.js';
import type { TelemetryModule } from './module.js';
import { otelLogs } from './modules/otel-logs.js';
import { otelTraces } from './modules/otel-traces.js';
import { prometheus } from './modules/prometheus.js';

/** The modules a configuration asks for. */
export function configuredModules({ traces, logs, metrics }: TelemetryConfig): readonly TelemetryModule[] {
  return [
    ...(traces.exporter === 'none' ? [] : [otelTraces()]),
    ...(logs.exporter === 'none' ? [] : [otelLogs()]),
    ...(metrics.exporter === 'none' ? [] : [prometheus()]),
  ];
}
