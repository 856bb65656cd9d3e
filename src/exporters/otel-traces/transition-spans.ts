import type { HandlerCall, TraceContext, TransitionView } from '../../tracer/index.js';
import { ATTR, EVENT, LINK_KIND, SPAN } from '../../semconv.js';
import { EXCEPTION } from '../shared/index.js';
import type { Redaction } from '../shared/index.js';
import { addArgs, addResult, handlerAttributes } from './attributes.js';
import { DeferredSpan, madeSpan } from './deferred-span.js';
import type { MachineTrace, RunningTransition } from './machine-trace.js';
import type { TraceSettings } from './settings.js';
import { hasIdentity } from './span-sink.js';
import type { SinkSpan, SpanLink, SpanStart } from './span-sink.js';
import { activatesException, errorType, transitionAttributes } from './transition-attributes.js';

const LINK_SOURCE = Object.freeze({ [ATTR.amLinkKind]: LINK_KIND.source });

/**
 * Starts the span of the running transition, from the instant the transition began; one that may turn out not to be worth a
 * span is made at its end, or when something hangs below it.
 */
export function startTransitionSpan(
  settings: TraceSettings,
  trace: MachineTrace,
  running: RunningTransition,
  source: TraceContext | undefined,
): SinkSpan | undefined {
  if (trace.transitions === undefined) return undefined;
  const { transition } = running;
  running.name = `${trace.prefix} ${trace.order.mutationText(transition.mutation.type, transition.mutation.called)}`;
  const links: SpanLink[] | undefined = source && [{ context: source, attributes: LINK_SOURCE }];
  const name = transition.error === undefined ? running.name : SPAN.errorPrefix + running.name;
  const start: SpanStart = { name, parent: trace.transitions, timeMs: running.startMs, links };
  const identify = (span: SinkSpan): void => {
    if (!hasIdentity(span.context)) return;
    transition.traceContext = span.context;
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
  const subject = { settings, machineId, order, name: running.name, redaction, startMs: running.startMs };
  const attributes = transitionAttributes(subject, transition);
  const failed = transition.error !== undefined || activatesException(transition);
  if (!failed) {
    span.end({ timeMs, attributes });
    return;
  }
  attributes[ATTR.errorType] = errorType(transition, redaction);
  if (carriesException(transition)) addException(span, redaction, transition, timeMs);
  const message = transition.error === undefined ? EXCEPTION : redaction.error(transition.error, transition).message;
  span.end({ timeMs, name: SPAN.errorPrefix + running.name, attributes, failure: { message } });
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
  span.event(typeof mark['name'] === 'string' ? mark['name'] : call.name, startMs, attributes);
}

/**
 * An error is recorded once: where it is put into the machine. The transition whose handler threw it fails with the
 * same message, and what it threw follows as an exception of its own.
 */
function carriesException(transition: TransitionView): boolean {
  return transition.error !== undefined && transition.mutation.called.includes(EXCEPTION);
}

function addException(span: SinkSpan, redaction: Redaction, transition: TransitionView, timeMs: number): void {
  const { type, message, stack } = redaction.error(transition.error, transition);
  span.event(EVENT.exception, timeMs, {
    [ATTR.exceptionType]: type,
    [ATTR.exceptionMessage]: message,
    ...(stack !== undefined && { [ATTR.exceptionStacktrace]: stack }),
  });
}
