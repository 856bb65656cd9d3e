import { LOG_LEVELS } from '../../tracer/index.js';
import type { HandlerCall, LogLine, RejectionReason, TransitionView } from '../../tracer/index.js';
import { LOG_ATTR } from '../../semconv.js';
import type { Redaction } from '../shared/index.js';
import { factsOf } from './change-lines.js';
import type { ChangeLines, LineFacts } from './change-lines.js';

/** Attributes of log records while they are being collected. */
export type LogAttributes = Record<string, string | number | boolean | string[]>;

/** What records say of the machine they are about. */
export interface LogSubject {
  /** The machine's. */
  readonly id: string;
  /** What its class is called. */
  readonly className: string;
  /** What may be shown of it. */
  readonly redaction: Redaction;
  /** What its lines say of states. */
  readonly changes: ChangeLines;
}

/** Attributes that say which machine a record is about. */
export function subjectAttributes({ id, className }: LogSubject): LogAttributes {
  return { [LOG_ATTR.legacyId]: id, [LOG_ATTR.machineId]: id, [LOG_ATTR.machineClass]: className };
}

/** Key by key: an object that is copied and then grows is a hundred times as slow. */
function machineAttributes(subject: LogSubject, transition: TransitionView | undefined): LogAttributes {
  const { redaction } = subject;
  const attributes = subjectAttributes(subject);
  if (transition === undefined) return attributes;
  if (redaction.allowsArgs) {
    for (const [name, text] of redaction.args(transition)) attributes[LOG_ATTR.argsPrefix + name] = text;
  }
  attributes[LOG_ATTR.txId] = transition.id;
  return attributes;
}

/**
 * Attributes of one line of a machine (telemetry specification §2.5).
 * @param known what it says, where that is known by its text
 */
export function lineAttributes(subject: LogSubject, line: LogLine, known: LineFacts | undefined): LogAttributes {
  const { transition, handler } = line;
  const attributes = machineAttributes(subject, transition);
  attributes[LOG_ATTR.level] = line.level;
  const { tag, change } = known ?? factsOf(line.text, transition);
  if (tag !== undefined) attributes[LOG_ATTR.tag] = tag;
  if (handler !== undefined) attributes[LOG_ATTR.handlerName] = handler.name;
  addChange(attributes, change);
  if (line.isError && line.error !== undefined) addException(attributes, subject, line.error, transition);
  return attributes;
}

/** Attributes of a line that says nothing but what changed, those of its machine and its transition left aside. */
export function changeAttributes({ tag, change }: LineFacts): LogAttributes {
  const attributes: LogAttributes = { [LOG_ATTR.level]: LOG_LEVELS.changes };
  if (tag !== undefined) attributes[LOG_ATTR.tag] = tag;
  addChange(attributes, change);
  return attributes;
}

/** Attributes of the record about a mutation that was refused. */
export function rejectionAttributes(subject: LogSubject, reason: RejectionReason): LogAttributes {
  const attributes = machineAttributes(subject, undefined);
  attributes[LOG_ATTR.level] = LOG_LEVELS.changes;
  attributes[LOG_ATTR.tag] = 'rejected';
  attributes[LOG_ATTR.rejectionReason] = reason;
  return attributes;
}

/** Attributes of the record about the error that a transition carries. */
export function errorAttributes(subject: LogSubject, transition: TransitionView): LogAttributes {
  const attributes = machineAttributes(subject, transition);
  attributes[LOG_ATTR.level] = LOG_LEVELS.changes;
  attributes[LOG_ATTR.tag] = 'error';
  addException(attributes, subject, transition.error, transition);
  return attributes;
}

/**
 * Attributes of the line about one handler call.
 * @param mark options of the handler's mark
 */
export function handlerAttributes(
  subject: LogSubject,
  call: HandlerCall,
  mark: Readonly<Record<string, unknown>>,
  outcome: string,
  durationMs: number,
): LogAttributes {
  const { redaction } = subject;
  const attributes = machineAttributes(subject, call.transition);
  for (const [name, text] of redaction.args(call.transition, mark)) attributes[LOG_ATTR.argsPrefix + name] = text;
  for (const [field, text] of redaction.result(call.result, call.transition, mark)) {
    attributes[field === '' ? LOG_ATTR.handlerResult : `${LOG_ATTR.handlerResult}.${field}`] = text;
  }
  attributes[LOG_ATTR.tag] = 'handler';
  attributes[LOG_ATTR.handlerName] = call.name;
  attributes[LOG_ATTR.handlerOutcome] = outcome;
  attributes[LOG_ATTR.handlerDurationMs] = durationMs;
  // The exception itself has a record already, that of the machine.
  if (call.error !== undefined) attributes[LOG_ATTR.errorType] = redaction.error(call.error, call.transition).type;
  return attributes;
}

function addChange(attributes: LogAttributes, change: LineFacts['change']): void {
  if (change === undefined) return;
  attributes[LOG_ATTR.added] = change.added;
  attributes[LOG_ATTR.removed] = change.removed;
}

function addException(
  attributes: LogAttributes,
  { redaction }: LogSubject,
  error: unknown,
  transition: TransitionView | undefined,
): void {
  const { type, message, stack } = redaction.error(error, transition);
  attributes[LOG_ATTR.exceptionType] = type;
  attributes[LOG_ATTR.exceptionMessage] = message;
  if (stack !== undefined) attributes[LOG_ATTR.exceptionStacktrace] = stack;
}
