import type { TraceContext } from '../../tracer/index.js';
import type { LogAttributes } from './log-attributes.js';
import type { Severity } from './severity.js';

/** Text and attributes of a record; made only when somebody wants the record. */
export interface LineContent {
  readonly body: string;
  readonly attributes: LogAttributes;
}

/** Where the records of a {@link LogTracer} go. */
export interface LineWriter {
  /** @param correlation span that the record belongs to */
  write(severity: Severity, correlation: TraceContext | undefined, content: () => LineContent): void;
}
