import type { HandlerCall, TransitionView } from '../../tracer/index.js';
import { ATTR, EVENT, EVENT_RECORD } from '../../semconv.js';
import { carriesThrown, EXCEPTION } from '../shared/index.js';
import { addArgs, addResult, handlerAttributes } from './attributes.js';
import { DeferredSpan, madeSpan } from './deferred-span.js';
import type { MachineTrace } from './machine-trace.js';
import type { Origin } from './origin.js';
import type { RunningTransition } from './running-transition.js';
import type { TraceSettings } from './settings.js';
import { hasIdentity } from './span-sink.js';
import type { SinkSpan, SpanStart } from './span-sink.js';
import { activatesException, errorType, transitionAttributes } from './transition-attributes.js';

/**
 * Starts the span of the running transition, from the instant the transition began; one that may turn out not to be worth a
 * span is made at its end, or when something hangs below it.
 */
export function startTransitionSpan(
  settings: TraceSettings,
  trace: MachineTrace,
  running: RunningTransition,
  { parent, isRemote, links }: Origin,
): SinkSpan {
  const { transition } = running;
  const text = trace.order.mutationText(transition.mutation.type, running.called);
  running.name = settings.naming.transition(trace.index, text);
  const name = transition.error === undefined ? running.name : settings.naming.failed(running.name);
  const { startMs: timeMs } = running;
  const start: SpanStart = { name, parent, isRemote, timeMs, runsCode: true, attributes: undefined, links };
  if (trace.shown.decidesAtEnd) {
    return (running.span = new DeferredSpan(settings.sink, start, (span) => identify(trace, running, span)));
  }
  running.span = settings.sink.start(start);
  identify(trace, running, running.span);
  return running.span;
}

/** Makes the span of a transition known to those who refer to it. */
function identify(trace: MachineTrace, running: RunningTransition, { context }: SinkSpan): void {
  if (!hasIdentity(context)) return;
  running.transition.traceContext = context;
  trace.last = context;
  trace.history.add(running.id, context);
}

/** Ends the span of a transition with its final values. */
export function endTransitionSpan(
  settings: TraceSettings,
  trace: MachineTrace,
  running: RunningTransition,
  timeMs: number,
): void {
  const { span, transition } = running;
  if (span === undefined) return;
  if (madeSpan(span) === undefined && !trace.shown.atEnd(transition, timeMs - running.startMs)) return;
  if (!span.recording) {
    span.end({ timeMs });
    return;
  }
  const { redaction } = trace;
  const attributes = transitionAttributes(settings, trace, running, timeMs);
  const failed = transition.error !== undefined || activatesException(transition);
  if (!failed) {
    span.end({ timeMs, attributes });
    return;
  }
  attributes[ATTR.errorType] = errorType(transition, redaction);
  if (carriesException(running)) addException(settings, trace, span, transition, timeMs);
  const message = transition.error === undefined ? EXCEPTION : redaction.error(transition.error, transition).message;
  span.end({ timeMs, name: settings.naming.failed(running.name), attributes, failure: { message } });
}

/** Notes a handler call on the span of its transition, at the time it began. */
export function addHandlerEvent(
  settings: TraceSettings,
  trace: MachineTrace,
  running: RunningTransition,
  call: HandlerCall,
  mark: Readonly<Record<string, unknown>>,
  timeMs: number,
): void {
  const { span } = running;
  if (span?.recording !== true) return;
  const startMs = running.handler === call ? running.handlerStartMs : timeMs;
  const attributes = handlerAttributes(settings, call, timeMs - startMs);
  if (mark['args'] !== undefined) addArgs(attributes, trace.redaction, call.transition, mark);
  if (mark['result'] !== undefined) addResult(attributes, trace.redaction, call, mark);
  const { eventsAs, records } = settings;
  const name = typeof mark['name'] === 'string' ? mark['name'] : call.name;
  let isLogged = false;
  if (eventsAs !== 'span' && records !== undefined) {
    const { machine } = call.transition;
    // On a record only its attributes tell which handler it is about.
    const named = { ...attributes, [ATTR.amHandlerName]: call.name };
    const record = { name: EVENT_RECORD.handler, machine, timeMs: startMs, severity: 'info' } as const;
    isLogged = records({ ...record, context: span.context, attributes: named }) !== false;
  }
  if (eventsAs !== 'logs' || !isLogged) span.event(name, startMs, attributes);
}

/**
 * An error is recorded once: where it is put into the machine. The transition whose handler threw it fails with the
 * same message, and what it threw follows as an exception of its own.
 */
function carriesException({ transition, called }: RunningTransition): boolean {
  return transition.error !== undefined && called.includes(EXCEPTION);
}

function addException(
  { exceptions, records }: TraceSettings,
  { redaction }: MachineTrace,
  span: SinkSpan,
  transition: TransitionView,
  timeMs: number,
): void {
  const { type, message, stack } = redaction.error(transition.error, transition);
  const attributes = {
    [ATTR.exceptionType]: type,
    [ATTR.exceptionMessage]: message,
    ...(stack !== undefined && { [ATTR.exceptionStacktrace]: stack }),
  };
  let isLogged = exceptions !== 'events';
  if (isLogged && records !== undefined) {
    const severity = carriesThrown(transition) ? 'error' : 'warn';
    const record = { name: EVENT_RECORD.exception, machine: transition.machine, timeMs, severity } as const;
    isLogged = records({ ...record, context: span.context, attributes }) !== false;
  }
  if (exceptions !== 'logs' || !isLogged) span.event(EVENT.exception, timeMs, attributes);
}
