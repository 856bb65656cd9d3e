import type { TelemetryConfig } from '../../config/index.js';
import type { ExportTarget } from './export-target.js';
import type { PipelineOptions } from './pipeline.js';
import type { ResourceOptions } from './resource.js';

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
      const timeoutMs = own.timeoutMs ?? config.otlp.timeoutMs;
      return {
        kind: 'otlp',
        ...(url !== undefined && { url }),
        ...(headers !== undefined && { headers }),
        ...(timeoutMs !== undefined && { timeoutMs }),
      };
    }
  }
}

/** What a configuration says of the queue of a signal, and of the process. */
export function configuredPipeline(
  signal: 'traces' | 'logs',
  config: TelemetryConfig,
): PipelineOptions & ResourceOptions {
  const { delayMs, maxBatch, maxWaiting } = config[signal].batch;
  return {
    serviceName: config.service,
    resourceAttributes: config.resource,
    limitMs: config.shutdownTimeoutMs,
    delayMs,
    maxBatch,
    maxWaiting,
  };
}

/** The base address with the path of the signal; without one, the exporter's own default stands. */
function signalUrl(base: string | undefined, signal: string): string | undefined {
  return base === undefined ? undefined : `${base.replace(/\/+$/, '')}/v1/${signal}`;
}
