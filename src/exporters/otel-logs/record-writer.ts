import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { Logger } from '@opentelemetry/api-logs';
import type { TraceContext } from '../../tracer/index.js';
import type { Clock } from '../shared/index.js';
import type { LogAttributes } from './log-attributes.js';
import type { Severity } from './severity.js';

/** Text and attributes of a record; made only when somebody wants the record. */
export interface RecordContent {
  readonly body: string;
  readonly attributes: LogAttributes;
}

/** Writes log records to a logger that was asked first. */
export class RecordWriter {
  readonly #logger: Logger;
  readonly #now: Clock;

  constructor(logger: Logger, now: Clock) {
    this.#logger = logger;
    this.#now = now;
  }

  write(severity: Severity, correlation: TraceContext | undefined, content: () => RecordContent): void {
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
