import type { TelemetryConfig } from '../../config/index.js';
import { ATTR } from '../../semconv.js';
import type { ExportTarget } from './export-target.js';
import type { LogProviderOptions } from './log-provider.js';
import type { PipelineOptions } from './pipeline.js';
import type { ResourceOptions } from './resource.js';
import type { TlsFiles } from './tls-files.js';
import type { TraceProviderOptions } from './trace-provider.js';

/** The names a configuration has for exporters that are no `none`. */
export type ExporterName = 'otlp' | 'file' | 'console' | 'memory';

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
      return { kind: 'file', path: settings.file ?? own.file };
    case 'console':
      return { kind: 'console' };
    case 'otlp': {
      const url = settings.endpoint ?? own.endpoint ?? signalUrl(config.otlp.endpoint, signal);
      const headers = own.headers ?? config.otlp.headers;
      const timeoutMs = least(own.timeoutMs ?? config.otlp.timeoutMs, own.batch.timeoutMs);
      const compression = own.compression ?? config.otlp.compression;
      const tls = tlsFiles(own) ?? tlsFiles(config.otlp);
      return {
        kind: 'otlp',
        ...(url !== undefined && { url }),
        ...(headers !== undefined && { headers }),
        ...(timeoutMs !== undefined && { timeoutMs }),
        ...(compression !== undefined && { compression }),
        ...(tls !== undefined && { tls }),
      };
    }
  }
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
  const { delayMs, maxBatch, maxWaiting } = config[signal].batch;
  const { hostname, resource, traces } = config;
  return {
    serviceName: config.service,
    resourceAttributes: { ...(hostname !== undefined && { [ATTR.hostName]: hostname }), ...resource },
    limitMs: config.shutdownTimeoutMs,
    delayMs,
    maxBatch,
    maxWaiting,
    limits: { ...defined(config.limits), ...defined(config[signal].limits) },
    ...(signal === 'traces' &&
      traces.sampler !== undefined && { sampling: { sampler: traces.sampler, ratio: traces.samplerRatio ?? 1 } }),
  };
}

/** A signal has files of its own, or those of all signals; never some of each. */
function tlsFiles({ certificate, clientCertificate, clientKey }: TelemetryConfig['otlp']): TlsFiles | undefined {
  if (certificate === undefined && clientCertificate === undefined && clientKey === undefined) return undefined;
  return { certificate, clientCertificate, clientKey };
}

function least(...limits: readonly (number | undefined)[]): number | undefined {
  const given = limits.filter((limit) => limit !== undefined);
  return given.length === 0 ? undefined : Math.min(...given);
}

function defined<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

/** The base address with the path of the signal; without one, the exporter's own default stands. */
function signalUrl(base: string | undefined, signal: string): string | undefined {
  return base === undefined ? undefined : `${base.replace(/\/+$/, '')}/v1/${signal}`;
}
