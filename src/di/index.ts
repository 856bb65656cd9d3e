import 'reflect-metadata';

export { budgetOf } from '../budget/index.js';
export type { BudgetOptions, ClassBudget, SinkBudget, TelemetryBudget } from '../budget/index.js';
export { admin } from './modules/admin.js';
export type { AdminModuleOptions } from './modules/admin.js';
export { consoleOutput } from './modules/console.js';
export { grafana } from './modules/grafana.js';
export type { GrafanaModuleOptions } from './modules/grafana.js';
export { dbg } from './modules/dbg.js';
export type { DbgModuleOptions } from './modules/dbg.js';
export { loki } from './modules/loki.js';
export type { LokiModuleOptions } from './modules/loki.js';
export { memory } from './modules/memory.js';
export { otelLogs } from './modules/otel-logs.js';
export type { LogRecord, OtelLogsModuleOptions } from './modules/otel-logs.js';
export { otelMetrics } from './modules/otel-metrics.js';
export type { OtelMetricsModuleOptions } from './modules/otel-metrics.js';
export { otelTraces } from './modules/otel-traces.js';
export type {
  ForeignPropagator,
  ForeignTraceProvider,
  OtelTracesModuleOptions,
  SpanRecord,
} from './modules/otel-traces.js';
export type { SinkSettings } from './modules/otlp-target.js';
export { prometheus } from './modules/prometheus.js';
export type { PrometheusModuleOptions } from './modules/prometheus.js';
export { inject } from './inject.js';
export type { ModuleContext, StartedModule, TelemetryModule } from './module.js';
export { startTelemetry, telemetry } from './start.js';
export type { StartOptions } from './start.js';
export type { DiagnosticSink } from './diagnostics.js';
export type { DropReason, SinkStats } from '../exporters/prometheus/index.js';
export type { BreakerCause, BreakerState, TracerHealth, TracerStats } from '../tracer/index.js';
export type { CheckName, Finding, FindingStatus } from '../doctor/index.js';
export type { ShutdownOptions, Telemetry, TelemetryCounts, TelemetryReport, TelemetryStats } from './telemetry.js';
export {
  CLOCK,
  CONFIG,
  LOG_EXPORTER,
  LOG_PROVIDER,
  MEMORY_LOGS,
  MEMORY_SPANS,
  METRIC_REGISTRY,
  PROPAGATOR,
  SCOPE,
  SPAN_EXPORTER,
  TELEMETRY,
  TRACE_PROVIDER,
  TRACER,
} from './tokens.js';
export type { OwnLogProvider, OwnTraceProvider } from './tokens.js';
export type { EffectiveSetting, Environment, TelemetryConfig, TelemetrySettings } from '../config/index.js';
export type {
  ClassState,
  ClassToggle,
  ClassToggles,
  SignalState,
  TelemetryScope,
  ToggleOptions,
} from '../instrument/index.js';
