/* eslint-disable @typescript-eslint/no-unsafe-enum-assignment -- the enum moved to another package with version 3 of the SDK: its numbers are those of OpenTelemetry */
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import type { Logger, LogRecord } from '@opentelemetry/api-logs';
import type { TraceContext } from '../../tracer/index.js';
import type { LineWriter, LogAttributes, Severity } from '../log-lines/index.js';
import type { Clock } from '../shared/index.js';

/** Writes log records to a logger that is asked first. */
export class RecordWriter implements LineWriter {
  readonly #logger: Logger;
  readonly #now: Clock;
  /** Most records follow one of the same span. */
  #span: TraceContext | undefined;
  #context: Context = ROOT_CONTEXT;

  constructor(logger: Logger, now: Clock) {
    this.#logger = logger;
    this.#now = now;
  }

  wants({ number: severityNumber }: Severity, correlation: TraceContext | undefined): boolean {
    return this.#logger.enabled({ severityNumber, context: this.#contextOf(correlation) });
  }

  write(
    severity: Severity,
    correlation: TraceContext | undefined,
    body: string,
    attributes: LogAttributes,
    eventName?: string,
  ): void {
    const timestamp = this.#now();
    const record: LogRecord = {
      timestamp,
      observedTimestamp: timestamp,
      severityNumber: severity.number,
      severityText: severity.text,
      context: this.#contextOf(correlation),
      body,
      attributes,
    };
    if (eventName !== undefined) record.eventName = eventName;
    this.#logger.emit(record);
  }

  #contextOf(correlation: TraceContext | undefined): Context {
    if (correlation !== this.#span) {
      this.#context = correlation === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, correlation);
      this.#span = correlation;
    }
    return this.#context;
  }
}
