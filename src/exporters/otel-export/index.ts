export { createTraceProvider } from './trace-provider.js';
export type { TraceProvider, TraceProviderOptions } from './trace-provider.js';
export { createLogProvider } from './log-provider.js';
export type { LogProvider, LogProviderOptions } from './log-provider.js';
export type {
  ConsoleFormat,
  ConsoleTarget,
  ExporterTarget,
  ExportTarget,
  FileTarget,
  MemoryTarget,
  OtlpTarget,
} from './export-target.js';
export { createMetricExport } from './metric-export.js';
export type { MetricExportOptions, MetricSource } from './metric-export.js';
export type { MetricExport, MetricExportStats } from './metric-push.js';
export type { ExportStats, PipelineOptions, TargetStats } from './pipeline.js';
export type { ResourceOptions } from './resource.js';
export { configuredMetricExport, configuredPipeline, configuredTarget } from './configured.js';
export type { ExporterName, TargetSettings } from './configured.js';
export { createOtelLoggerProvider, createOtelProvider } from './own-providers.js';
export type { SdkExporter } from './sdk-exporter.js';
export { withoutTracing } from './without-tracing.js';
export { forwardDiag } from './diag.js';
export type { OtelDiagLevel } from './diag.js';
