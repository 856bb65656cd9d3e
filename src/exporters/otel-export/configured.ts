import type { TelemetryConfig } from '../../config/index.js';
import type { TlsFiles } from '../../http/index.js';
import { ATTR } from '../../semconv.js';
import type { ExportTarget, OtlpTarget } from './export-target.js';
import type { LogProviderOptions } from './log-provider.js';
import type { MetricExportOptions } from './metric-export.js';
import type { OtlpSignal } from './otlp-transport.js';
import type { PipelineOptions } from './pipeline.js';
import type { ResourceOptions } from './resource.js';
import type { TraceProviderOptions } from './trace-provider.js';

/** The names a configuration has for exporters that are no `none`. */
export type ExporterName = 'otlp' | 'file' | 'console' | 'memory';

/** Where receivers of OTLP listen when nobody says anything. */
const HTTP_BASE = 'http://localhost:4318';
const GRPC_BASE = 'http://localhost:4317';

/** What code says in place of the configuration. */
export interface TargetSettings {
  /** Whole address for this signal. */
  readonly endpoint?: string | undefined;
  /** Path of the file, for exporter `file`. */
  readonly file?: string | undefined;
}

/** What the name of an exporter in a configuration stands for; `memory` is made by whoever can show it. */
export function configuredTarget<T>(
  signal: 'traces' | 'logs',
  exporter: Exclude<ExporterName, 'memory'>,
  config: TelemetryConfig,
  settings: TargetSettings = {},
): ExportTarget<T> {
  const own = config[signal];
  switch (exporter) {
    case 'file':
      return { kind: 'file', path: settings.file ?? own.file, maxBytes: own.maxFileBytes, maxFiles: own.maxFiles };
    case 'console':
      return { kind: 'console', format: own.consoleFormat };
    case 'otlp':
      return otlpTarget(signal, config, settings);
  }
}

/** Where OTLP goes as a configuration has it, but for what code says. */
export function otlpTarget(signal: OtlpSignal, config: TelemetryConfig, settings: TargetSettings = {}): OtlpTarget {
  const own = config[signal];
  const protocol = own.protocol ?? config.otlp.protocol;
  const base = config.otlp.endpoint ?? (protocol === 'grpc' ? GRPC_BASE : HTTP_BASE);
  const headers = own.headers ?? config.otlp.headers;
  const timeoutMs = own.timeoutMs ?? config.otlp.timeoutMs;
  const batchTimeoutMs = signal === 'metrics' ? config.metrics.exportTimeoutMs : config[signal].batch.timeoutMs;
  const compression = own.compression ?? config.otlp.compression;
  const tls = tlsFiles(own) ?? tlsFiles(config.otlp);
  return {
    kind: 'otlp',
    url: settings.endpoint ?? own.endpoint ?? `${base.replace(/\/+$/, '')}/v1/${signal}`,
    ...(protocol !== undefined && { protocol }),
    ...(headers !== undefined && { headers }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(batchTimeoutMs !== undefined && { batchTimeoutMs }),
    ...(compression !== undefined && { compression }),
    ...(tls !== undefined && { tls }),
  };
}

/** What a configuration says of the queue of a signal, of its records, and of the process; what it leaves out is up to the SDK. */
export function configuredPipeline(
  signal: 'traces',
  config: TelemetryConfig,
): PipelineOptions & ResourceOptions & Pick<TraceProviderOptions, 'sampling' | 'limits'>;
export function configuredPipeline(
  signal: 'logs',
  config: TelemetryConfig,
): PipelineOptions & ResourceOptions & Pick<LogProviderOptions, 'limits'>;
export function configuredPipeline(signal: 'traces' | 'logs', config: TelemetryConfig) {
  const { delayMs, maxBatch, maxInFlight, maxWaiting } = config[signal].batch;
  const { traces } = config;
  return {
    ...configuredResource(config),
    limitMs: config.shutdownTimeoutMs,
    delayMs,
    maxBatch,
    maxInFlight,
    maxWaiting,
    limits: { ...defined(config.limits), ...defined(config[signal].limits) },
    ...(signal === 'traces' &&
      traces.sampler !== undefined && { sampling: { sampler: traces.sampler, ratio: traces.samplerRatio ?? 1 } }),
  };
}

/** What a configuration says of metrics over OTLP. */
export function configuredMetricExport(
  config: TelemetryConfig,
  settings: Pick<TargetSettings, 'endpoint'> = {},
): Omit<MetricExportOptions, 'source'> {
  return {
    ...configuredResource(config),
    target: otlpTarget('metrics', config, settings),
    intervalMs: config.metrics.intervalMs,
    limitMs: config.shutdownTimeoutMs,
  };
}

function configuredResource({ service, hostname, resource }: TelemetryConfig): ResourceOptions {
  return {
    serviceName: service,
    resourceAttributes: { ...(hostname !== undefined && { [ATTR.hostName]: hostname }), ...resource },
  };
}

/** A signal has files of its own, or those of all signals; never some of each. */
function tlsFiles({ certificate, clientCertificate, clientKey }: TelemetryConfig['otlp']): TlsFiles | undefined {
  if (certificate === undefined && clientCertificate === undefined && clientKey === undefined) return undefined;
  return { certificate, clientCertificate, clientKey };
}

function defined<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
