/* eslint-disable @typescript-eslint/no-unsafe-enum-assignment -- the enum moved to another package with version 3 of the SDK: its numbers are those of OpenTelemetry */
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { Logger } from '@opentelemetry/api-logs';
import type { TraceContext } from '../../tracer/index.js';
import type { LineContent, LineWriter, Severity } from '../log-lines/index.js';
import type { Clock } from '../shared/index.js';

/** Writes log records to a logger that is asked first. */
export class RecordWriter implements LineWriter {
  readonly #logger: Logger;
  readonly #now: Clock;

  constructor(logger: Logger, now: Clock) {
    this.#logger = logger;
    this.#now = now;
  }

  write(severity: Severity, correlation: TraceContext | undefined, content: () => LineContent): void {
    const context = correlation === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, correlation);
    const severityNumber = severity.number;
    if (!this.#logger.enabled({ severityNumber, context })) return;
    const timestamp = this.#now();
    this.#logger.emit({
      timestamp,
      observedTimestamp: timestamp,
      severityNumber,
      severityText: severity.text,
      context,
      ...content(),
    });
  }
}
