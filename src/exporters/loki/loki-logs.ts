import { LOG_ATTR } from '../../semconv.js';
import type { TraceContext } from '../../tracer/index.js';
import { LogTracer } from '../log-lines/index.js';
import type { LineWriter, LogAttributes, LogTracerOptions, Severity } from '../log-lines/index.js';
import type { LokiLevel } from './log-entry.js';
import { lineMetadata } from './line-metadata.js';
import type { LokiClient } from './loki-client.js';

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

class PushWriter implements LineWriter {
  readonly #client: LokiClient;
  readonly #hasPrefix: boolean;

  constructor(client: LokiClient, hasPrefix: boolean) {
    this.#client = client;
    this.#hasPrefix = hasPrefix;
  }

  wants(): boolean {
    return true;
  }

  write({ number }: Severity, correlation: TraceContext | undefined, body: string, attributes: LogAttributes): void {
    const level = levelOf(number);
    this.#client.push({
      level,
      machineId: String(attributes[LOG_ATTR.machineId]),
      line: this.#hasPrefix ? `${level.toUpperCase()}: ${body}` : body,
      metadata: lineMetadata(attributes, correlation),
    });
  }
}

/** By the numbers of OpenTelemetry. */
function levelOf(severity: number): LokiLevel {
  if (severity >= 17) return 'error';
  if (severity >= 13) return 'warn';
  return severity >= 9 ? 'info' : 'debug';
}
