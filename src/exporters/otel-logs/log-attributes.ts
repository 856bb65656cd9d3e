import { LOG_LEVELS } from '../../tracer/index.js';
import type { HandlerCall, LogLine, MachineView, RejectionReason, TransitionView } from '../../tracer/index.js';
import { LOG_ATTR } from '../../semconv.js';
import { errorText } from '../shared/index.js';

/** Attributes of log records while they are being collected. */
export type LogAttributes = Record<string, string | number | boolean | string[]>;

/** Tags of the lines that say which states changed. */
const STATE_TAGS: ReadonlySet<string> = new Set(['state', 'auto_']);

function machineAttributes(machine: MachineView, transition: TransitionView | undefined): LogAttributes {
  const attributes: LogAttributes = {
    [LOG_ATTR.legacyId]: machine.id,
    [LOG_ATTR.machineId]: machine.id,
    [LOG_ATTR.machineClass]: machine.className,
  };
  if (transition !== undefined) attributes[LOG_ATTR.txId] = transition.id;
  return attributes;
}

/** Attributes of one line of a machine (telemetry specification §2.5). */
export function lineAttributes(line: LogLine, tag: string | undefined): LogAttributes {
  const attributes = machineAttributes(line.machine, line.transition);
  attributes[LOG_ATTR.level] = line.level;
  if (tag !== undefined) attributes[LOG_ATTR.tag] = tag;
  if (line.handler !== undefined) attributes[LOG_ATTR.handlerName] = line.handler.name;
  if (tag !== undefined && line.transition !== undefined && STATE_TAGS.has(tag)) {
    attributes[LOG_ATTR.added] = [...line.transition.added];
    attributes[LOG_ATTR.removed] = [...line.transition.removed];
  }
  if (line.isError && line.error !== undefined) addException(attributes, line.error);
  return attributes;
}

/** Attributes of the record about a mutation that was refused. */
export function rejectionAttributes(machine: MachineView, reason: RejectionReason): LogAttributes {
  const attributes = machineAttributes(machine, undefined);
  attributes[LOG_ATTR.level] = LOG_LEVELS.changes;
  attributes[LOG_ATTR.tag] = 'rejected';
  attributes[LOG_ATTR.rejectionReason] = reason;
  return attributes;
}

/** Attributes of the record about the error that a transition carries. */
export function errorAttributes(transition: TransitionView): LogAttributes {
  const attributes = machineAttributes(transition.machine, transition);
  attributes[LOG_ATTR.level] = LOG_LEVELS.changes;
  attributes[LOG_ATTR.tag] = 'error';
  addException(attributes, transition.error);
  return attributes;
}

/** Attributes of the line about one handler call. */
export function handlerAttributes(call: HandlerCall, outcome: string, durationMs: number): LogAttributes {
  const attributes = machineAttributes(call.transition.machine, call.transition);
  attributes[LOG_ATTR.tag] = 'handler';
  attributes[LOG_ATTR.handlerName] = call.name;
  attributes[LOG_ATTR.handlerOutcome] = outcome;
  attributes[LOG_ATTR.handlerDurationMs] = durationMs;
  // The exception itself has a record already, that of the machine.
  if (call.error !== undefined) attributes[LOG_ATTR.errorType] = errorText(call.error).type;
  return attributes;
}

function addException(attributes: LogAttributes, error: unknown): void {
  const { type, message, stack } = errorText(error);
  attributes[LOG_ATTR.exceptionType] = type;
  attributes[LOG_ATTR.exceptionMessage] = message;
  if (stack !== undefined) attributes[LOG_ATTR.exceptionStacktrace] = stack;
}
