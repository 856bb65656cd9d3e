import type { FanOut, HandlerOutcome } from '../tracer/index.js';
import type { Binding } from './bindings.js';
import { Call } from './call.js';
import type { Core } from './core.js';
import { MachineEvent } from './event.js';
import { conclude, execute, finish, proceed, queueAuto } from './execution.js';
import { callHandler, goOn, move, stop } from './handled.js';
import type { Handler } from './handler-table.js';
import { attempt, failed, judge } from './handlers.js';
import type { Result } from './mutation.js';
import { NOTHING } from './negotiation.js';
import { CHANGES, type Observer } from './observer.js';
import type { Transition } from './transition.js';

/** What `handled.ts` does, for tracers as well who want neither steps nor lines of operations. */
export function executeWatched(core: Core, tx: Transition): Result {
  const { only } = core.bindings;
  const { revision } = core;
  const observer = core.observer as Observer;
  const { fanOut } = observer;
  const calls = tx.isCheck ? undefined : tx.plan.calls(only?.table);
  if (calls === undefined) return execute(core, tx);
  fanOut?.transitionInit(tx);
  fanOut?.transitionStart(tx);
  if (core.revision !== revision) return proceed(core, tx, NOTHING);
  const { handlers, codes, asked } = calls;
  const told = observer.wantsHandlers && fanOut?.isQuiet === false ? fanOut : undefined;
  for (let i = 0; ; i++) {
    if (i === asked) {
      if (observer.level >= CHANGES) observer.stateLine(core, tx);
      move(core, tx);
      fanOut?.transitionFinals(tx);
      if (core.revision !== revision) return conclude(core, tx, finish(core, tx, NOTHING));
    }
    if (i === handlers.length) break;
    const event = new MachineEvent(tx, codes[i] as number);
    tx.countCall();
    const outcome =
      told === undefined
        ? callHandler(core, event, (only as Binding).target, handlers[i] as Handler)
        : recordCall(core, told, event, only as Binding, handlers[i] as Handler);
    if (outcome !== 'ok') return stop(core, tx, event);
    if (core.revision !== revision) return goOn(core, tx, event);
  }
  if (tx.plan.triggersAuto) queueAuto(core, tx);
  tx.complete();
  core.observer?.transitionEnd(core, tx);
  return tx.plan.result;
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

/** As `callHandler`, with what the record shows of it. */
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
