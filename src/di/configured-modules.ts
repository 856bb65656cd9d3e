import type { TelemetryConfig } from '../config/index.js';
import type { TelemetryModule } from './module.js';
import { otelLogs } from './modules/otel-logs.js';
import { otelTraces } from './modules/otel-traces.js';
import { prometheus } from './modules/prometheus.js';

/** The modules a configuration asks for. The port comes first: where it is taken, no older file is emptied for nothing. */
export function configuredModules({ traces, logs, metrics }: TelemetryConfig): readonly TelemetryModule[] {
  return [
    ...(metrics.exporter === 'prometheus' ? [prometheus()] : []),
    ...(traces.exporter === 'none' ? [] : [otelTraces()]),
    ...(logs.exporter === 'none' ? [] : [otelLogs()]),
  ];
}
