import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { MemoryBuffer } from '../../exporters/memory/index.js';
import type { LogProvider } from '../../exporters/otel-export/index.js';
import type { OtelLogsOptions } from '../../exporters/otel-logs/index.js';
import { registered } from '../module.js';
import type { ModuleContext, StartedModule, TelemetryModule } from '../module.js';
import { CLOCK, LOG_PROVIDER, MEMORY_LOGS } from '../tokens.js';
import type { OwnLogProvider } from '../tokens.js';
import { loadAdapter } from './adapter.js';
import { countsOf } from './counts.js';
import { exporterOf, targetOf } from './otlp-target.js';
import type { SinkSettings } from './otlp-target.js';

/** A log record as exporter `memory` keeps it. */
export type LogRecord = ReadableLogRecord;

/** Settings in code; they replace those of the configuration. */
export interface OtelLogsModuleOptions extends SinkSettings, Pick<OtelLogsOptions, 'id' | 'level'> {
  /** A provider of one's own: no other is made. @default what is registered as `LOG_PROVIDER` */
  readonly provider?: OwnLogProvider | undefined;
}

/** Logs through OpenTelemetry, with the identity of the spans they belong to. */
export function otelLogs(options: OtelLogsModuleOptions = {}): TelemetryModule {
  return { name: 'otel-logs', start: (context) => start(options, context) };
}

async function start(options: OtelLogsModuleOptions, context: ModuleContext): Promise<StartedModule | undefined> {
  const own = options.provider ?? registered(context.container, LOG_PROVIDER);
  const exporter = exporterOf('logs', options, context);
  if (own === undefined && exporter === 'none') return undefined;
  const packages = '@opentelemetry/api @opentelemetry/api-logs';
  const { OtelLogs } = await loadAdapter('otel-logs', packages, () => import('../../exporters/otel-logs/index.js'));
  const provider = own ?? (await createProvider(exporter as Exclude<typeof exporter, 'none'>, options, context));
  const level = options.level ?? context.config.logs.level;
  const clock = registered(context.container, CLOCK);
  const tracer = new OtelLogs({
    logger: provider.logger,
    contextOf: (machine) => context.contextOf(machine),
    ...(options.id !== undefined && { id: options.id }),
    ...(level !== undefined && { level }),
    ...(clock !== undefined && { clock }),
    ...(provider.flush && { flush: () => provider.flush?.() ?? Promise.resolve() }),
    ...(provider.shutdown && { shutdown: () => provider.shutdown?.() ?? Promise.resolve() }),
  });
  return { tracers: [tracer], ...countsOf('logs', 'logs', () => provider.stats?.()) };
}

async function createProvider(
  exporter: 'otlp' | 'file' | 'console' | 'memory',
  options: OtelLogsModuleOptions,
  context: ModuleContext,
): Promise<LogProvider> {
  const { createLogProvider } = await loadAdapter('otel-logs', '@opentelemetry/api-logs', () => {
    return import('../../exporters/otel-export/index.js');
  });
  const target = targetOf('logs', exporter, options, context, () => {
    const memory = new MemoryBuffer<LogRecord>();
    context.container.register(MEMORY_LOGS, { useValue: memory });
    return memory;
  });
  return createLogProvider({
    targets: [target],
    serviceName: context.config.service,
    limitMs: context.config.shutdownTimeoutMs,
    onError: (error) => {
      context.onError('logs', error);
    },
  });
}
