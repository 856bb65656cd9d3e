import type { HandlerCall, TraceContext, TransitionView } from '../../tracer/index.js';
import { ATTR, EVENT, LINK_KIND, SPAN } from '../../semconv.js';
import { EXCEPTION, errorText, isHealthMutation } from '../shared/index.js';
import { handlerAttributes } from './attributes.js';
import type { MachineTrace, RunningTransition } from './machine-trace.js';
import type { TraceSettings } from './settings.js';
import { hasIdentity } from './span-sink.js';
import type { SinkSpan, SpanLink } from './span-sink.js';
import { errorType, transitionAttributes } from './transition-attributes.js';

const LINK_SOURCE = Object.freeze({ [ATTR.amLinkKind]: LINK_KIND.source });

/** Whether transitions like this one have a span at all. */
export function isTransitionShown(settings: TraceSettings, transition: TransitionView): boolean {
  const { auto, check, called } = transition.mutation;
  if (settings.skipTransitions || (check && settings.skipChecks) || (auto && settings.skipAuto)) return false;
  return !settings.skipHealth || !isHealthMutation(called);
}

/** Starts the span of the running transition, from the instant the transition began. */
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
  const span = settings.sink.start({ name, parent: trace.transitions, timeMs: running.startMs, links });
  running.span = span;
  if (hasIdentity(span.context)) {
    transition.traceContext = span.context;
    trace.history.add(transition.id, span.context);
  }
  return span;
}

/** Ends the span of a transition with its final values. */
export function endTransitionSpan(settings: TraceSettings, trace: MachineTrace, running: RunningTransition): void {
  const { span, transition } = running;
  if (span === undefined) return;
  const timeMs = settings.now();
  if (!span.recording) {
    span.end({ timeMs });
    return;
  }
  const { machineId, argNames, order } = trace;
  const subject = { settings, machineId, order, name: running.name, argNames, startMs: running.startMs };
  const attributes = transitionAttributes(subject, transition);
  const failed = transition.error !== undefined || activatesException(transition);
  if (!failed) {
    span.end({ timeMs, attributes });
    return;
  }
  attributes[ATTR.errorType] = errorType(transition);
  if (carriesException(transition)) addException(span, transition.error, timeMs);
  const message = transition.error === undefined ? EXCEPTION : errorText(transition.error).message;
  span.end({ timeMs, name: SPAN.errorPrefix + running.name, attributes, failure: { message } });
}

/** Notes a handler call on the span of its transition, at the time it began. */
export function addHandlerEvent(settings: TraceSettings, span: SinkSpan, call: HandlerCall, startMs: number): void {
  if (!span.recording) return;
  span.event(call.name, startMs, handlerAttributes(settings, call, settings.now() - startMs));
}

/** Whether the transition made Exception active, or entered it again. */
export function activatesException(transition: TransitionView): boolean {
  const { accepted, machine, mutation } = transition;
  return !mutation.check && accepted && machine.is(EXCEPTION) && transition.added.includes(EXCEPTION);
}

/**
 * An error is recorded once: where it is put into the machine. The transition whose handler threw it fails with the
 * same message, and what it threw follows as an exception of its own.
 */
function carriesException(transition: TransitionView): boolean {
  return transition.error !== undefined && transition.mutation.called.includes(EXCEPTION);
}

function addException(span: SinkSpan, error: unknown, timeMs: number): void {
  const { type, message, stack } = errorText(error);
  span.event(EVENT.exception, timeMs, {
    [ATTR.exceptionType]: type,
    [ATTR.exceptionMessage]: message,
    ...(stack !== undefined && { [ATTR.exceptionStacktrace]: stack }),
  });
}
