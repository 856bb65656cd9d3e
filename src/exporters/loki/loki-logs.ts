import { LogTracer } from '../log-lines/index.js';
import type { LogTracerOptions } from '../log-lines/index.js';
import type { LokiClient } from './loki-client.js';
import { PushWriter } from './push-writer.js';

/** Settings of {@link LokiLogs}. */
export interface LokiLogsOptions extends LogTracerOptions {
  /** Where lines go; its owner shuts it down, unless `shutdown` does. */
  readonly client: LokiClient;
  /** `level`: the level before the text, as `INFO: [state] +Start`. @default 'none' */
  readonly linePrefix?: 'level' | 'none' | undefined;
}

/**
 * Pushes the lines of machines to Loki, with the identity of their transitions as structured metadata: which lines, and
 * what is told of each, is as in the logs of OpenTelemetry.
 */
export class LokiLogs extends LogTracer {
  constructor({ client, linePrefix, ...options }: LokiLogsOptions) {
    super('loki-logs', new PushWriter(client, linePrefix === 'level'), { flush: () => client.flush(), ...options });
  }
}
