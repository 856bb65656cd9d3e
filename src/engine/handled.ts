import type { FanOut, HandlerOutcome } from '../tracer/index.js';
import { HANDLERS, WATCHED } from './attention.js';
import type { Binding, Bindings } from './bindings.js';
import { Call } from './call.js';
import type { Core } from './core.js';
import { MachineEvent } from './event.js';
import { conclude, execute, fail, proceed, queueAuto } from './execution.js';
import { firstOf, isFinalKind, kindOf, type Handler } from './handler-table.js';
import { attempt, enteredBy, failed, judge } from './handlers.js';
import type { Result } from './mutation.js';
import { NOTHING } from './negotiation.js';
import { CHANGES, type Observer } from './observer.js';
import type { Transition } from './transition.js';

/**
 * A transition that only the handlers of one object follow: what `execution.ts` does, without looking for anybody else between
 * the calls. A handler that makes somebody follow it, by a wait, a signal, a tracer, sends the rest there.
 */
export function executeHandled(core: Core, tx: Transition): Result {
  const { bindings } = core;
  const { only } = bindings;
  const calls = tx.isCheck ? undefined : tx.plan.calls(only?.table);
  if (calls === undefined) return execute(core, tx);
  const { handlers, codes, asked } = calls;
  for (let i = 0; ; i++) {
    if (i === asked) move(core, tx);
    if (i === handlers.length) break;
    const event = new MachineEvent(tx, codes[i] as number);
    tx.countCall();
    const outcome = callHandler(core, event, (only as Binding).target, handlers[i] as Handler);
    if (outcome !== 'ok') return stop(core, tx, event);
    if (core.attention !== HANDLERS || core.bindings !== bindings) return goOn(core, tx, event);
  }
  if (tx.plan.triggersAuto) queueAuto(core, tx);
  tx.complete();
  return tx.plan.result;
}

/** What is left of the commit when nobody looks. */
function move(core: Core, tx: Transition): void {
  core.move(tx.plan.next, tx.plan);
  tx.commit();
}

function callHandler(core: Core, event: MachineEvent, target: object, handler: Handler): HandlerOutcome {
  try {
    const result = handler.call(target, event);
    return result === undefined || result === true ? 'ok' : judge(core, event, result);
  } catch (thrown) {
    return failed(core, event, thrown);
  }
}

/** The same for tracers who want neither steps nor lines of operations. */
export function executeWatched(core: Core, tx: Transition): Result {
  const { bindings } = core;
  const { only } = bindings;
  const observer = core.observer as Observer;
  const calls = tx.isCheck ? undefined : tx.plan.calls(only?.table);
  if (calls === undefined) return execute(core, tx);
  observer.transitionBegins(tx);
  if (isFollowed(core, observer, bindings)) return proceed(core, tx, NOTHING);
  const { handlers, codes, asked } = calls;
  const fanOut = observer.watch.wantsHandlers && observer.fanOut?.isQuiet === false ? observer.fanOut : undefined;
  for (let i = 0; ; i++) {
    if (i === asked) moveWatched(core, tx, observer);
    if (i === handlers.length) break;
    const event = new MachineEvent(tx, codes[i] as number);
    tx.countCall();
    const outcome =
      fanOut === undefined
        ? callHandler(core, event, (only as Binding).target, handlers[i] as Handler)
        : recordCall(core, fanOut, event, only as Binding, handlers[i] as Handler);
    if (outcome !== 'ok') return stop(core, tx, event);
    if (isFollowed(core, observer, bindings)) return goOn(core, tx, event);
  }
  if (tx.plan.triggersAuto) queueAuto(core, tx);
  tx.complete();
  core.observer?.transitionEnd(tx);
  return tx.plan.result;
}

/** What is left of the commit when tracers look. */
function moveWatched(core: Core, tx: Transition, observer: Observer): void {
  if (observer.level >= CHANGES) observer.stateLine(tx);
  move(core, tx);
  observer.fanOut?.transitionFinals(tx);
}

/** Somebody else follows the transition since it began, or somebody does no more. */
function isFollowed(core: Core, observer: Observer, bindings: Bindings): boolean {
  return core.attention !== WATCHED || core.observer !== observer || core.bindings !== bindings;
}

function recordCall(
  core: Core,
  fanOut: FanOut,
  event: MachineEvent,
  binding: Binding,
  handler: Handler,
): HandlerOutcome {
  const call = new Call(event, binding);
  // Only lines name the call they belong to; who begins to read them in it has not seen it begin.
  if (fanOut.readsLines) MachineEvent.transitionOf(event).call = call;
  fanOut.handlerStart(call);
  const outcome = fanOut.wrapsHandlers
    ? attempt(core, event, binding, handler, call)
    : callRecorded(core, event, binding.target, handler, call);
  call.outcome = outcome;
  fanOut.handlerEnd(call);
  if (fanOut.readsLines) MachineEvent.transitionOf(event).call = undefined;
  return outcome;
}

/** {@link callHandler}, with what the record shows of it. */
function callRecorded(core: Core, event: MachineEvent, target: object, handler: Handler, call: Call): HandlerOutcome {
  try {
    const result = handler.call(target, event);
    call.result = result;
    return result === undefined || result === true ? 'ok' : judge(core, event, result, call);
  } catch (thrown) {
    call.error = thrown;
    return failed(core, event, thrown);
  }
}

/** The handler of this event refused, or failed. */
function stop(core: Core, tx: Transition, event: MachineEvent): Result {
  const isFinal = isFinalKind(kindOf(MachineEvent.codeOf(event)));
  return conclude(core, tx, isFinal && fail(core, tx, enteredBy(event)));
}

/** The handler of this event has made somebody follow the transition. */
function goOn(core: Core, tx: Transition, event: MachineEvent): Result {
  const code = MachineEvent.codeOf(event);
  return proceed(core, tx, { kind: kindOf(code), state: firstOf(code) });
}
