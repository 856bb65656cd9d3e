import type { TraceContext } from '../../tracer/index.js';
import type { LogAttributes } from './log-attributes.js';
import type { Severity } from './severity.js';

/** Where the records of a {@link LogTracer} go. */
export interface LineWriter {
  /**
   * Whether a record would go anywhere; of one that would not, neither text nor attributes are made.
   * @param correlation span that the record belongs to
   */
  wants(severity: Severity, correlation: TraceContext | undefined): boolean;
  /**
   * Takes a record that is wanted.
   * @param attributes its own, but for lists of states, which records share
   * @param eventName of a record that is an event
   */
  write(
    severity: Severity,
    correlation: TraceContext | undefined,
    body: string,
    attributes: LogAttributes,
    eventName?: string,
  ): void;
}
