/* eslint-disable @typescript-eslint/no-unsafe-enum-assignment -- the enum moved to another package with version 3 of the SDK: its numbers are those of OpenTelemetry */
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { Logger, LoggerProvider } from '@opentelemetry/api-logs';
import { LOG_ATTR, ATTR } from '../../semconv.js';
import { LOG_LEVELS } from '../../tracer/index.js';
import type { LogLevel, LogLevelName, LogLine, MachineView, TraceContext, Tracer } from '../../tracer/index.js';
import { severityOf } from '../log-lines/index.js';
import type { Severity } from '../log-lines/index.js';

/** Settings of {@link ReferenceLogs}. */
export interface ReferenceLogsOptions {
  /** Gives a logger for each machine, named after its id. */
  readonly provider: Pick<LoggerProvider, 'getLogger'>;
  /** Goes into an attribute of every record, unless it is empty. @default none */
  readonly service?: string | undefined;
  /** @default 'otel-logs' */
  readonly id?: string;
  /** Highest level of lines for machines without a level of their own. @default 'nothing' */
  readonly level?: LogLevelName | undefined;
  /** Hands over what the provider still holds; must not reject. @default nothing is done */
  readonly flush?: (() => Promise<void>) | undefined;
  /** Ends the provider; must not reject. @default nothing is done */
  readonly shutdown?: (() => Promise<void>) | undefined;
  /** What all records of a machine belong to. @default nothing */
  readonly contextOf?: (machine: MachineView) => TraceContext | undefined;
}

/**
 * Log records as the reference writes them (telemetry specification §2.1-§2.3): preset `go`. The level is that of the machine
 * alone, submachines do not inherit, and nothing but the text says what a record is about.
 */
export class ReferenceLogs implements Tracer {
  readonly id: string;
  readonly inheritable = false;
  /** Where the machine has no level of its own. */
  readonly logLevel: LogLevel;
  readonly #options: ReferenceLogsOptions;
  readonly #loggers = new WeakMap<MachineView, Logger>();

  constructor(options: ReferenceLogsOptions) {
    this.id = options.id ?? 'otel-logs';
    this.logLevel = LOG_LEVELS[options.level ?? 'nothing'];
    this.#options = options;
  }

  log({ machine, level, text }: LogLine): void {
    const { service = '', contextOf } = this.#options;
    const span = contextOf?.(machine);
    const { number, text: severityText } = referenceSeverity(level, text);
    this.#loggerOf(machine).emit({
      body: text,
      severityNumber: number,
      ...(severityText !== '' && { severityText }),
      attributes: { [LOG_ATTR.legacyId]: machine.id, ...(service !== '' && { [ATTR.serviceName]: service }) },
      context: span === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, span),
    });
  }

  async flush(): Promise<void> {
    await this.#options.flush?.();
  }

  async shutdown(): Promise<void> {
    const { flush, shutdown = flush } = this.#options;
    await shutdown?.();
  }

  #loggerOf(machine: MachineView): Logger {
    let logger = this.#loggers.get(machine);
    if (logger === undefined) this.#loggers.set(machine, (logger = this.#options.provider.getLogger(machine.id)));
    return logger;
  }
}

/** The severity of errors, as OpenTelemetry counts. */
const ERROR_NUMBER = 17;

/** The tag of an error decides before the level does, and external lines have the text of changes. */
function referenceSeverity(level: LogLevel, text: string): Severity {
  if (text.startsWith('[error')) return { number: ERROR_NUMBER, text: '' };
  const severity = severityOf(level);
  return level === LOG_LEVELS.external ? { ...severity, text: severityOf(LOG_LEVELS.changes).text } : severity;
}
