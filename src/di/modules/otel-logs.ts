import type { LoggerProvider } from '@opentelemetry/api-logs';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { MachineError } from '../../errors.js';
import { MemoryBuffer } from '../../exporters/memory/index.js';
import type { LogProvider } from '../../exporters/otel-export/index.js';
import type { LoggerSource, OtelLogs, OtelLogsOptions } from '../../exporters/otel-logs/index.js';
import type { EventRecord } from '../../exporters/otel-traces/index.js';
import { EVENT_RECORD } from '../../semconv.js';
import { registered } from '../module.js';
import type { ModuleContext, StartedModule, TelemetryModule } from '../module.js';
import { CLOCK, LOG_EXPORTER, LOG_PROVIDER, MEMORY_LOGS } from '../tokens.js';
import type { OwnLogProvider } from '../tokens.js';
import { loadAdapter } from './adapter.js';
import { countsOf } from './counts.js';
import { exporterOf, targetOf } from './otlp-target.js';
import type { SinkSettings } from './otlp-target.js';

/** A log record as exporter `memory` keeps it. */
export type LogRecord = ReadableLogRecord;

/** Settings in code; they replace those of the configuration. */
export interface OtelLogsModuleOptions
  extends SinkSettings<LogRecord>, Pick<OtelLogsOptions, 'id' | 'level' | 'inherit' | 'severityMap' | 'stackInBody'> {
  /**
   * A provider of one's own, or of any OpenTelemetry SDK, which is flushed but not shut down: no other is made. The global one
   * is never used. @default what is registered as `LOG_PROVIDER`
   */
  readonly provider?: OwnLogProvider | ForeignLogProvider | undefined;
}

/** A provider of any OpenTelemetry SDK. */
export type ForeignLogProvider = LoggerProvider;

/** Logs through OpenTelemetry, with the identity of the spans they belong to. */
export function otelLogs(options: OtelLogsModuleOptions = {}): TelemetryModule {
  return { name: 'otel-logs', start: (context) => start(options, context) };
}

async function start(options: OtelLogsModuleOptions, context: ModuleContext): Promise<StartedModule | undefined> {
  const own = options.provider ?? registered(context.container, LOG_PROVIDER);
  const chosen = exporterOf('logs', options, context, LOG_EXPORTER);
  const exporter = chosen === 'none' && context.config.logs.print ? 'console' : chosen;
  if (own === undefined && exporter === 'none') return undefined;
  const packages = '@opentelemetry/api @opentelemetry/api-logs';
  const adapter = await loadAdapter('otel-logs', packages, () => import('../../exporters/otel-logs/index.js'));
  const traces = await loadAdapter('otel-logs', packages, () => import('../../exporters/otel-traces/index.js'));
  const provider =
    own === undefined
      ? await createProvider(exporter as OneExporter, options, context)
      : ownProvider(own, adapter.loggerSourceOf);
  const level = options.level ?? context.config.logs.level;
  const counts = countsOf('logs', 'logs', () => provider.stats?.());
  if (context.config.preset === 'go') {
    const tracer = adapter.referenceLogsOf(sourceOf(provider), {
      level,
      service: context.config.service,
      contextOf: (machine) => context.contextOf(machine),
      ...(options.id !== undefined && { id: options.id }),
    });
    return { tracers: [tracer], ...counts };
  }
  const clock = registered(context.container, CLOCK);
  const tracer = new adapter.OtelLogs({
    contextOf: (machine) => context.contextOf(machine),
    ...(options.id !== undefined && { id: options.id }),
    ...(options.inherit !== undefined && { inherit: options.inherit }),
    severityMap: options.severityMap,
    namesExceptions: context.config.traces.exceptions !== 'events',
    stackInBody: options.stackInBody,
    ...(level !== undefined && { level }),
    ...(clock !== undefined && { clock }),
    ...sourceOf(provider),
  });
  return {
    tracers: [tracer],
    record: recordsBeside(tracer, provider.logger, traces),
    ...counts,
  };
}

/** What machines log by themselves needs no second record. */
function recordsBeside(
  tracer: OtelLogs,
  logger: OwnLogProvider['logger'],
  { eventRecords }: typeof import('../../exporters/otel-traces/index.js'),
): (event: EventRecord) => boolean {
  const emit = eventRecords(logger);
  return (event) => (event.name === EVENT_RECORD.exception && tracer.logs(event.machine)) || emit(event) !== false;
}

/** What a tracer needs of a provider, be its methods its own or not. */
function sourceOf(provider: OwnLogProvider): LoggerSource {
  const { logger } = provider;
  return {
    logger,
    loggerOf: (name) => provider.loggerOf?.(name) ?? logger,
    flush: () => provider.flush?.() ?? Promise.resolve(),
    shutdown: () => provider.shutdown?.() ?? provider.flush?.() ?? Promise.resolve(),
  };
}

type OneExporter = Exclude<ReturnType<typeof exporterOf<LogRecord>>, 'none'>;

function ownProvider(
  provider: OwnLogProvider | ForeignLogProvider,
  sourceOf: (provider: ForeignLogProvider) => OwnLogProvider,
): OwnLogProvider {
  if ('getLogger' in provider) return sourceOf(provider);
  if ('logger' in provider) return provider;
  throw new MachineError(
    'CONFIG',
    'otelLogs: the provider has no logger: expected a LoggerProvider, or an object with an OpenTelemetry `logger`',
  );
}

async function createProvider(
  exporter: OneExporter,
  options: OtelLogsModuleOptions,
  context: ModuleContext,
): Promise<LogProvider> {
  const { configuredPipeline, createLogProvider } = await loadAdapter('otel-logs', '@opentelemetry/api-logs', () => {
    return import('../../exporters/otel-export/index.js');
  });
  const target = await targetOf('logs', exporter, options, context, () => {
    const memory = new MemoryBuffer<LogRecord>();
    context.container.register(MEMORY_LOGS, { useFactory: () => memory });
    return memory;
  });
  const { print, consoleFormat } = context.config.logs;
  return createLogProvider({
    ...configuredPipeline('logs', context.config),
    targets: print && target.kind !== 'console' ? [target, { kind: 'console', format: consoleFormat }] : [target],
    onError: (error) => {
      context.onError('logs', error);
    },
  });
}
