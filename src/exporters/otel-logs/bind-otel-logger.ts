import type { LoggerProvider } from '@opentelemetry/api-logs';
import { bindByHand } from '../shared/index.js';
import type { Bindable, Handle } from '../shared/index.js';
import { loggerSourceOf } from './logger-source.js';
import type { LoggerSource } from './logger-source.js';
import { OtelLogs } from './otel-logs.js';
import type { OtelLogsOptions } from './otel-logs.js';
import { ReferenceLogs } from './reference-logs.js';
import type { ReferenceLogsOptions } from './reference-logs.js';
import { referenceLogsOf } from './reference-source.js';

interface WithProvider {
  /**
   * One of `createOtelLoggerProvider`, which ends with the handle; or one of any OpenTelemetry SDK, which its owner ends.
   * The name of the service is that of its resource.
   */
  readonly provider: LoggerSource | LoggerProvider;
}

/** Settings of {@link bindOtelLogger}. */
export interface OtelLoggerOptions extends Omit<OtelLogsOptions, 'logger' | 'flush' | 'shutdown'>, WithProvider {
  readonly preset?: 'default' | undefined;
}

/** Settings of {@link bindOtelLogger} that pin the behaviour of the reference. */
export interface ReferenceLoggerOptions
  extends Omit<ReferenceLogsOptions, 'provider' | 'flush' | 'shutdown'>, WithProvider {
  readonly preset: 'go';
}

/**
 * Logs a machine by hand: one more destination of its lines, which takes none from another one. With `preset: 'go'`, records as
 * the reference writes them (telemetry specification §2.1-§2.3).
 * @param logging a tracer that several machines share, which its owner shuts down; or what to make one of, for this handle
 * @throws MachineError `BINDING` when the machine has a tracer of this id already
 */
export function bindOtelLogger(
  machine: Bindable,
  logging: OtelLogs | ReferenceLogs | OtelLoggerOptions | ReferenceLoggerOptions,
): Handle {
  return logging instanceof OtelLogs || logging instanceof ReferenceLogs
    ? bindByHand(machine, logging, false)
    : bindByHand(machine, tracerOf(logging), true);
}

function tracerOf({ provider, ...options }: OtelLoggerOptions | ReferenceLoggerOptions): OtelLogs | ReferenceLogs {
  const source = 'getLogger' in provider ? loggerSourceOf(provider) : provider;
  if (options.preset === 'go') return referenceLogsOf(source, options);
  return new OtelLogs({
    ...options,
    logger: source.logger,
    flush: () => source.flush?.() ?? Promise.resolve(),
    shutdown: () => source.shutdown?.() ?? Promise.resolve(),
  });
}
