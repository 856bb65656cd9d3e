import type { Logger } from '@opentelemetry/api-logs';
import type { LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { SCHEMA_URL, SCOPE_NAME, SCOPE_VERSION } from '../../semconv.js';
import { createDeliveries } from './deliveries.js';
import type { SignalExporters } from './deliveries.js';
import type { ExportTarget } from './export-target.js';
import { loadPackage } from './load-package.js';
import { Pipeline } from './pipeline.js';
import type { ExportStats, PipelineOptions } from './pipeline.js';
import { recordLimits, type RecordLimits } from './record-limits.js';
import { createResource } from './resource.js';
import type { ResourceOptions } from './resource.js';

/** Settings of {@link createLogProvider}. */
export interface LogProviderOptions extends ResourceOptions, PipelineOptions {
  readonly targets: readonly ExportTarget<ReadableLogRecord>[];
  /** Most bytes of text waiting for one target. @default 8 MiB */
  readonly maxBytes?: number | undefined;
  /** @default what the variables say, else those of the SDK */
  readonly limits?: RecordLimits | undefined;
}

/** An OpenTelemetry logger with a bounded way out. */
export interface LogProvider {
  readonly logger: Logger;
  stats(): ExportStats;
  /** Bounded by `limitMs`; never rejects. */
  flush(): Promise<void>;
  /** Bounded by `limitMs`; never rejects; safe to call twice. */
  shutdown(): Promise<void>;
}

const MAX_BYTES = 8 * 1024 * 1024;
/** A record without its text, roughly. */
const RECORD_BYTES = 200;

/**
 * Makes a provider of our own; it is not registered globally.
 * @throws MachineError DEPENDENCY or EXPORTER when a target cannot be made
 */
export async function createLogProvider(options: LogProviderOptions): Promise<LogProvider> {
  const sdk = await loadSdk();
  const resource = await createResource(options);
  const deliveries = await createDeliveries(options.targets, EXPORTERS);
  const pipeline = new Pipeline(deliveries, { ...options, maxBytes: options.maxBytes ?? MAX_BYTES, sizeOf });
  const provider = new sdk.LoggerProvider({
    resource,
    processors: [processorOf(pipeline)],
    logRecordLimits: recordLimits(options.limits ?? {}),
  });
  return {
    logger: provider.getLogger(SCOPE_NAME, SCOPE_VERSION, { schemaUrl: SCHEMA_URL }),
    stats: () => pipeline.stats(),
    flush: () => pipeline.flush(),
    shutdown: () => pipeline.shutdown(),
  };
}

function processorOf(pipeline: Pipeline<ReadableLogRecord>): LogRecordProcessor {
  return {
    onEmit: (record) => pipeline.add(record),
    forceFlush: () => pipeline.flush(),
    shutdown: () => pipeline.shutdown(),
  };
}

/** Characters, not encoded bytes: an estimate for a bound, made on the hot path. */
function sizeOf(record: ReadableLogRecord): number {
  return RECORD_BYTES + (typeof record.body === 'string' ? record.body.length : 0);
}

function loadSdk(): Promise<typeof import('@opentelemetry/sdk-logs')> {
  return loadPackage('@opentelemetry/sdk-logs', () => import('@opentelemetry/sdk-logs'));
}

const EXPORTERS: SignalExporters<ReadableLogRecord> = {
  signal: 'logs',
  async console() {
    const { ConsoleLogRecordExporter } = await loadSdk();
    return new ConsoleLogRecordExporter();
  },
  async serializers() {
    const sdk = await loadPackage('@opentelemetry/otlp-transformer', () => import('@opentelemetry/otlp-transformer'));
    return { json: sdk.JsonLogsSerializer, protobuf: sdk.ProtobufLogsSerializer };
  },
};
