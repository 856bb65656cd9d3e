import type { TraceContext } from '../../tracer/index.js';
import type { LineFacts } from './change-lines.js';
import type { LogAttributes, LogSubject } from './log-attributes.js';
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
  /**
   * Takes the line of a transition that says nothing but what changed, in place of {@link write}: of such a line, all but the id of the
   * transition is known already. Where it is absent, these lines are like others.
   * @param severity the same for all of them
   * @param subject the same object for all lines of a machine
   * @param facts the same object for all lines of one text, as far as texts are remembered
   */
  writeChange?(
    severity: Severity,
    correlation: TraceContext | undefined,
    subject: LogSubject,
    txId: string,
    facts: LineFacts,
  ): void;
}
