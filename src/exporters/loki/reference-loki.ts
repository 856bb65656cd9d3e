import { LOG_LEVELS } from '../../tracer/index.js';
import type { LogLevel, LogLine, Tracer } from '../../tracer/index.js';
import { goFormatted } from './go-format.js';
import type { LokiLevel } from './log-entry.js';
import type { LokiClient } from './loki-client.js';

/** Settings of {@link ReferenceLoki}. */
export interface ReferenceLokiOptions {
  /** One with preset `go`; its owner shuts it down. */
  readonly client: LokiClient;
  /** @default 'loki-logs' */
  readonly id?: string | undefined;
}

/** The lines that the reference takes for formats. */
const FORMATS = /^\[(?:state|auto_)\]/;

const LEVELS: Readonly<Record<LogLevel, LokiLevel | undefined>> = {
  [LOG_LEVELS.nothing]: undefined,
  [LOG_LEVELS.external]: undefined,
  [LOG_LEVELS.changes]: 'info',
  [LOG_LEVELS.ops]: 'info',
  [LOG_LEVELS.decisions]: 'debug',
  [LOG_LEVELS.everything]: 'debug',
};

/**
 * Lines as the reference pushes them (telemetry specification §4.1): preset `go`. The level is that of the machine alone,
 * submachines do not inherit, lines of the user are left out.
 */
export class ReferenceLoki implements Tracer {
  readonly id: string;
  readonly inheritable = false;
  /** Nothing, unless the machine has a level of its own. */
  readonly logLevel: LogLevel = LOG_LEVELS.nothing;
  readonly #client: LokiClient;

  constructor({ client, id = 'loki-logs' }: ReferenceLokiOptions) {
    this.id = id;
    this.#client = client;
  }

  log({ machine, level: lineLevel, text }: LogLine): void {
    const level = text.startsWith('[error') ? 'error' : LEVELS[lineLevel];
    // In the reference a logger is no tracer, and nothing is said of its being bound.
    if (level === undefined || text === `[tracers] bind ${this.id}`) return;
    const line = `${level.toUpperCase()}: ${FORMATS.test(text) ? goFormatted(text) : text}`;
    this.#client.push({ level, machineId: machine.id, line });
  }

  async flush(): Promise<void> {
    await this.#client.flush();
  }
}
