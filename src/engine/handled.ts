import { HANDLERS } from './attention.js';
import type { Core } from './core.js';
import { MachineEvent } from './event.js';
import { commit, conclude, execute, fail, proceed } from './execution.js';
import { firstOf, isFinalKind, kindOf, type Handler } from './handler-table.js';
import { enteredBy, failed, judge } from './handlers.js';
import type { Result } from './mutation.js';
import type { Transition } from './transition.js';

/**
 * A transition that only the handlers of one object follow: what `execution.ts` does, without looking for anybody else
 * between the calls. A handler that makes somebody follow it, by a wait, a tracer, a signal, sends the rest there.
 */
export function executeHandled(core: Core, tx: Transition): Result {
  const { only } = core.bindings;
  const calls = only === undefined || tx.isCheck ? undefined : tx.plan.calls(only.table);
  if (only === undefined || calls === undefined) return execute(core, tx);
  const { handlers, codes, asked } = calls;
  for (let i = 0; i < handlers.length; i++) {
    if (i === asked) commit(core, tx);
    const event = new MachineEvent(tx, codes[i] as number);
    tx.countCall();
    let passed = true;
    try {
      const result = (handlers[i] as Handler).call(only.target, event);
      if (result !== undefined && result !== true) passed = judge(core, event, result) === 'ok';
    } catch (thrown) {
      failed(core, event, thrown);
      passed = false;
    }
    if (!passed) return stop(core, tx, event);
    if (core.attention !== HANDLERS) return goOn(core, tx, event);
  }
  if (asked === handlers.length) commit(core, tx);
  return conclude(core, tx, true);
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
