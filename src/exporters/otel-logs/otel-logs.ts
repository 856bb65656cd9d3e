import type { Logger } from '@opentelemetry/api-logs';
import { LogTracer } from '../log-lines/index.js';
import type { LogTracerOptions } from '../log-lines/index.js';
import { systemClock } from '../shared/index.js';
import { RecordWriter } from './record-writer.js';

/** Settings of {@link OtelLogs}. */
export interface OtelLogsOptions extends LogTracerOptions {
  /** A logger of any OpenTelemetry SDK; the global one is never used. */
  readonly logger: Logger;
}

/**
 * Turns the lines of machines into OpenTelemetry log records with the identity of the transition they belong to.
 *
 * A handler with a mark of its own gets a line per call, with its outcome and how long it took, when its promise has
 * ended. What was refused before it became a transition is a warning.
 */
export class OtelLogs extends LogTracer {
  constructor({ logger, ...options }: OtelLogsOptions) {
    super('otel-logs', new RecordWriter(logger, options.clock ?? systemClock), options);
  }
}
