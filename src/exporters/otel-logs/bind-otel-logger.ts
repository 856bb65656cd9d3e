import type { LoggerProvider } from '@opentelemetry/api-logs';
import { bindByHand } from '../shared/index.js';
import type { Bindable, Handle } from '../shared/index.js';
import { loggerSourceOf } from './logger-source.js';
import type { LoggerSource } from './logger-source.js';
import { OtelLogs } from './otel-logs.js';
import type { OtelLogsOptions } from './otel-logs.js';

/** Settings of {@link bindOtelLogger}. */
export interface OtelLoggerOptions extends Omit<OtelLogsOptions, 'logger' | 'flush' | 'shutdown'> {
  /**
   * One of `createOtelLoggerProvider`, which ends with the handle; or one of any OpenTelemetry SDK, which its owner ends.
   * The name of the service is that of its resource.
   */
  readonly provider: LoggerSource | LoggerProvider;
}

/**
 * Logs a machine by hand: one more destination of its lines, which takes none from another one.
 * @param logging a tracer that several machines share, which its owner shuts down; or what to make one of, for this handle
 * @throws MachineError `BINDING` when the machine has a tracer of this id already
 */
export function bindOtelLogger(machine: Bindable, logging: OtelLogs | OtelLoggerOptions): Handle {
  if (logging instanceof OtelLogs) return bindByHand(machine, logging, false);
  const { provider, ...options } = logging;
  const source = 'getLogger' in provider ? loggerSourceOf(provider) : provider;
  const tracer = new OtelLogs({
    ...options,
    logger: source.logger,
    flush: () => source.flush?.() ?? Promise.resolve(),
    shutdown: () => source.shutdown?.() ?? Promise.resolve(),
  });
  return bindByHand(machine, tracer, true);
}
