import type { Core } from './core.js';
import { ANY_ENTER, ENTER, EXIT, PAIR } from './handler-table.js';
import { emit, emitEach } from './handlers.js';
import { EVERYTHING } from './observer.js';
import { REMOVE } from './relations.js';
import type { Transition } from './transition.js';

/** The event that was asked last; {@link NOTHING} before the first. */
export interface Asked {
  readonly kind: number;
  readonly state: number;
}

/** No event was asked yet. */
export const NOTHING: Asked = { kind: EXIT, state: -1 };

/** Asks the handlers whether the transition may happen (machine specification §5.6), from what was asked last on; false cancels it. */
export function negotiate(core: Core, tx: Transition, { kind, state }: Asked): boolean {
  const { exits, enters } = tx.plan;
  if (kind === EXIT && emitEach(core, tx, EXIT, exits, exits.indexOf(state) + 1) !== -1) return false;
  let at = emitEach(core, tx, ENTER, enters, kind === ENTER ? enters.indexOf(state) + 1 : 0);
  while (at !== -1) {
    if (!dropAuto(core, tx, enters[at] as number)) return false;
    at = emitEach(core, tx, ENTER, enters, at + 1);
  }
  if (asksPairs(core)) {
    if (tx.plan.ask.type !== REMOVE && !(core.parityGo ? askSelvesInPlace(core, tx) : askSelves(core, tx)))
      return false;
    if (!askPairs(core, tx)) return false;
  }
  if (tx.plan.ask.auto && tx.targets.length === 0) return false;
  return emit(core, tx, ANY_ENTER, -1, -1);
}

/** A rejected Auto state of an auto transition only leaves the target; a throw cancels everything, but in Go (Q5). */
function dropAuto(core: Core, tx: Transition, state: number): boolean {
  if (!tx.plan.ask.auto || core.schema.auto[state] !== true || (tx.panicked && !core.parityGo)) return false;
  tx.targets = tx.targets.filter((other) => other !== state);
  return true;
}

/** Without pair handlers, and nobody reading the lines of the asking, there is nothing to ask. */
function asksPairs(core: Core): boolean {
  return core.observer?.level === EVERYTHING || core.bindings.askPairs;
}

/** `FooFoo` of every target state that is active now; the verdict is that of the last one asked. */
function askSelves(core: Core, tx: Transition): boolean {
  let verdict = true;
  for (const state of tx.targets) {
    if (!core.node.has(state)) continue;
    verdict = emit(core, tx, PAIR, state, state);
    if (!verdict && !dropAuto(core, tx, state)) return false;
  }
  return verdict;
}

/** The same over the live list, as Go does it: a dropped state makes the loop skip its successor (Q14). */
function askSelvesInPlace(core: Core, tx: Transition): boolean {
  let verdict = true;
  const { length } = tx.targets;
  for (let i = 0; i < length; i++) {
    const state = tx.targets[i];
    if (state === undefined || !core.node.has(state)) continue;
    verdict = emit(core, tx, PAIR, state, state);
    if (!verdict && !dropAuto(core, tx, state)) return false;
  }
  return verdict;
}

/** `FooBar` of every state before and every target state, also of pairs that stay. */
function askPairs(core: Core, tx: Transition): boolean {
  const { targets } = tx;
  for (const from of core.node.list) {
    for (const to of targets) {
      if (from === to) continue;
      if (!emit(core, tx, PAIR, from, to) && !dropAuto(core, tx, to)) return false;
    }
  }
  return true;
}
