import type { HandlerCall, TransitionView } from '../../tracer/index.js';
import { ATTR, EVENT, EVENT_RECORD } from '../../semconv.js';
import { EXCEPTION } from '../shared/index.js';
import { addArgs, addResult, handlerAttributes } from './attributes.js';
import { DeferredSpan, madeSpan } from './deferred-span.js';
import type { MachineTrace, RunningTransition } from './machine-trace.js';
import type { Origin } from './origin.js';
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
  const { type, called } = transition.mutation;
  running.name = settings.naming.transition(trace.index, trace.order.mutationText(type, called));
  const name = transition.error === undefined ? running.name : settings.naming.failed(running.name);
  const start: SpanStart = { name, parent, isRemote, timeMs: running.startMs, links };
  const identify = (span: SinkSpan): void => {
    if (!hasIdentity(span.context)) return;
    transition.traceContext = span.context;
    trace.last = span.context;
    trace.history.add(transition.id, span.context);
  };
  if (trace.shown.decidesAtEnd) return (running.span = new DeferredSpan(settings.sink, start, identify));
  running.span = settings.sink.start(start);
  identify(running.span);
  return running.span;
}

/** Ends the span of a transition with its final values. */
export function endTransitionSpan(settings: TraceSettings, trace: MachineTrace, running: RunningTransition): void {
  const { span, transition } = running;
  if (span === undefined) return;
  const timeMs = settings.now();
  if (madeSpan(span) === undefined && !trace.shown.atEnd(transition, timeMs - running.startMs)) return;
  if (!span.recording) {
    span.end({ timeMs });
    return;
  }
  const { machineId, redaction, order } = trace;
  const { name, startMs, finalsMs } = running;
  const subject = { settings, machineId, order, name, redaction, startMs, finalsMs, endMs: timeMs };
  const attributes = transitionAttributes(subject, transition);
  const failed = transition.error !== undefined || activatesException(transition);
  if (!failed) {
    span.end({ timeMs, attributes });
    return;
  }
  attributes[ATTR.errorType] = errorType(transition, redaction);
  if (carriesException(transition)) addException(settings, trace, span, transition, timeMs);
  const message = transition.error === undefined ? EXCEPTION : redaction.error(transition.error, transition).message;
  span.end({ timeMs, name: settings.naming.failed(name), attributes, failure: { message } });
}

/** Notes a handler call on the span of its transition, at the time it began. */
export function addHandlerEvent(
  settings: TraceSettings,
  trace: MachineTrace,
  running: RunningTransition,
  call: HandlerCall,
  mark: Readonly<Record<string, unknown>>,
): void {
  const { span } = running;
  if (span?.recording !== true) return;
  const now = settings.now();
  const startMs = running.handler === call ? running.handlerStartMs : now;
  const attributes = handlerAttributes(settings, call, now - startMs);
  if (mark['args'] !== undefined) addArgs(attributes, trace.redaction, call.transition, mark);
  addResult(attributes, trace.redaction, call, mark);
  const { eventsAs, records } = settings;
  const name = typeof mark['name'] === 'string' ? mark['name'] : call.name;
  if (eventsAs !== 'logs') span.event(name, startMs, attributes);
  if (eventsAs === 'span' || records === undefined) return;
  const { context } = span;
  // On a record only its attributes tell which handler it is about.
  attributes[ATTR.amHandlerName] = call.name;
  records({ name: EVENT_RECORD.handler, timeMs: startMs, severity: 'info', context, attributes });
}

/**
 * An error is recorded once: where it is put into the machine. The transition whose handler threw it fails with the
 * same message, and what it threw follows as an exception of its own.
 */
function carriesException(transition: TransitionView): boolean {
  return transition.error !== undefined && transition.mutation.called.includes(EXCEPTION);
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
  if (exceptions !== 'logs') span.event(EVENT.exception, timeMs, attributes);
  if (exceptions === 'events' || records === undefined) return;
  // What a handler threw is prepended to the queue, what the program added itself stands in it.
  const severity = transition.mutation.queueTick === 0 ? 'error' : 'warn';
  records({ name: EVENT_RECORD.exception, timeMs, severity, context: span.context, attributes });
}
