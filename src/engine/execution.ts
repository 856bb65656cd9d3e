import type { Core } from './core.js';
import { ANY_STATE, END, STATE } from './handler-table.js';
import { emit, emitEach } from './handlers.js';
import { CANCELED, EXECUTED, Mutation, NO_ARGS, type Result } from './mutation.js';
import { negotiate } from './negotiation.js';
import { EVERYTHING, OPS } from './observer.js';
import { triggersAuto } from './plan.js';
import { ADD } from './relations.js';
import { rollBack } from './recovery.js';
import type { Transition } from './transition.js';

/** Auto mutations that may follow errors in one drain, before the next ones are left out. */
const MAX_AUTO_AFTER_ERROR = 100;

/** Runs one transition to its end (machine specification §5.1). */
export function execute(core: Core, tx: Transition): Result {
  core.observer?.transitionInit(tx);
  core.observer?.fanOut?.transitionStart(tx);
  let goesOn = tx.accepted && (!asksHandlers(core) || negotiate(core, tx));
  if (!tx.isCheck) {
    if (tx.plan.ask.auto) recompute(core, tx);
    if (goesOn) {
      commit(core, tx);
      goesOn = finish(core, tx);
    }
    if (core.options.onChange !== undefined) tellChange(core, tx, goesOn);
    if (goesOn && triggersAuto(tx.plan)) queueAuto(core, tx);
  }
  if (!goesOn) tx.accepted = false;
  tx.completed = true;
  const { observer } = core;
  if (observer !== null) {
    tx.notes.queueLength = core.queueLength;
    observer.fanOut?.transitionEnd(tx);
  }
  if (!goesOn) return CANCELED;
  return tx.isCheck ? EXECUTED : tx.plan.result;
}

function tellChange(core: Core, tx: Transition, goesOn: boolean): void {
  try {
    const after = goesOn || tx.rolledBack ? tx.timeAfter : tx.timeBefore;
    core.options.onChange?.(tx.timeBefore, after);
  } catch (error) {
    core.fail(error);
  }
}

/** Negotiation is skipped as a whole while nothing was ever bound and nobody reads its lines (machine specification §5.6). */
function asksHandlers(core: Core): boolean {
  return core.details.everBound || core.details.logLevel === EVERYTHING;
}

/** Relations once more, without the Auto states that were rejected (machine specification §5.7). */
function recompute(core: Core, tx: Transition): void {
  tx.replan(tx.plan.recompute(tx.targets));
  tx.steps?.push(...tx.plan.trace.steps);
  core.observer?.resolutionLines(tx);
}

function commit(core: Core, tx: Transition): void {
  const { plan } = tx;
  core.observer?.stateLine(tx);
  core.move(plan.next, plan.ticking, plan.ticks);
  tx.commit();
  const { activations } = core.details;
  activations?.end(plan.enters);
  activations?.end(plan.exits);
  core.observer?.fanOut?.transitionFinals(tx);
}

/** Final handlers; false when one threw, the states are rolled back then. */
function finish(core: Core, tx: Transition): boolean {
  const asks = asksHandlers(core);
  if (!asks && core.details.subscriptions?.waitsForArgs !== true) return true;
  const { ends, states, anyState } = core.eventsOf(tx.plan);
  if (emitEach(core, tx, END, ends) !== -1) return fail(core, tx, -1);
  const failed = emitEach(core, tx, STATE, states);
  if (failed !== -1) return fail(core, tx, states[failed] as number);
  return !asks || !anyState || emit(core, tx, ANY_STATE, -1, -1);
}

function fail(core: Core, tx: Transition, state: number): false {
  rollBack(core, tx, state);
  return false;
}

/** Prepends the auto mutation where one is due (machine specification §4.6). */
function queueAuto(core: Core, tx: Transition): void {
  const { schema, node, observer } = core;
  if (core.disposing) return;
  if (observer?.level === EVERYTHING) {
    for (const state of schema.autoStates) {
      const by = node.has(state) ? undefined : node.removerOf(state);
      if (by !== undefined)
        observer.line(EVERYTHING, `[auto:rel:remove] ${schema.nameOf(state)} by ${schema.nameOf(by)}`);
    }
  }
  const called = node.autoPlan()?.ask.called;
  if (called === undefined) return;
  if (tx.plan.ask.called.includes(schema.exception) && ++core.ownDetails().autoAfterError > MAX_AUTO_AFTER_ERROR) {
    giveUp(core, called);
    return;
  }
  observer?.line(OPS, `[auto] ${schema.namesOf(called).join(' ')}`);
  core.prepend(new Mutation(schema, ADD, called, NO_ARGS, undefined, true, false));
}

/** An Auto state that fails activates Exception, which would try it again without end (Q4). */
function giveUp(core: Core, called: readonly number[]): void {
  const names = core.schema.namesOf(called).join(' ');
  core.observer?.report(core.details.error, `[error] ${names} not tried again, each try ended in an error`);
}
