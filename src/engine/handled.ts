import type { HandlerOutcome } from '../tracer/index.js';
import type { Binding } from './bindings.js';
import type { Core } from './core.js';
import { MachineEvent } from './event.js';
import { conclude, execute, fail, proceed, queueAuto } from './execution.js';
import { firstOf, isFinalKind, kindOf, type Handler } from './handler-table.js';
import { enteredBy, failed, judge } from './handlers.js';
import type { Result } from './mutation.js';
import type { Transition } from './transition.js';

/**
 * A transition that only the handlers of one object follow: what `execution.ts` does, without looking for anybody else between
 * the calls. A handler that makes somebody follow it, by a wait, a signal, a tracer, sends the rest there.
 */
export function executeHandled(core: Core, tx: Transition): Result {
  const { only } = core.bindings;
  const { revision } = core;
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
    if (core.revision !== revision) return goOn(core, tx, event);
  }
  if (tx.plan.triggersAuto) queueAuto(core, tx);
  tx.complete();
  return tx.plan.result;
}

/** What is left of the commit when nobody looks. */
export function move(core: Core, tx: Transition): void {
  core.move(tx.plan.next, tx.plan);
  tx.commit();
}

/** Calls a handler for nobody but itself: what it did, with its failure dealt with. */
export function callHandler(core: Core, event: MachineEvent, target: object, handler: Handler): HandlerOutcome {
  try {
    const result = handler.call(target, event);
    return result === undefined || result === true ? 'ok' : judge(core, event, result);
  } catch (thrown) {
    return failed(core, event, thrown);
  }
}

/** The handler of this event refused, or failed. */
export function stop(core: Core, tx: Transition, event: MachineEvent): Result {
  const isFinal = isFinalKind(kindOf(MachineEvent.codeOf(event)));
  return conclude(core, tx, isFinal && fail(core, tx, enteredBy(event)));
}

/** The handler of this event has made somebody follow the transition. */
export function goOn(core: Core, tx: Transition, event: MachineEvent): Result {
  const code = MachineEvent.codeOf(event);
  const kind = kindOf(code);
  const state = firstOf(code);
  // A wait that begins in the handler is met by what the handler was called for.
  core.details.subscriptions?.matchArgs(tx, kind, state);
  return proceed(core, tx, { kind, state });
}
