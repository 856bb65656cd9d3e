import type { Core } from './core.js';
import { ANY_STATE, END, isFinalKind, STATE } from './handler-table.js';
import { emit, emitEach } from './handlers.js';
import { CANCELED, EXECUTED, Mutation, NO_ARGS, type Result } from './mutation.js';
import { negotiate, NOTHING, type Asked } from './negotiation.js';
import { CHANGES, EVERYTHING, OPS } from './observer.js';
import { ADD } from './relations.js';
import { rollBack } from './recovery.js';
import type { Transition } from './transition.js';

/** Auto mutations that may follow errors in one drain, before the next ones are left out. */
const MAX_AUTO_AFTER_ERROR = 100;

/** Runs one transition to its end (machine specification §5.1). */
export function execute(core: Core, tx: Transition): Result {
  core.observer?.transitionBegins(core, tx);
  return proceed(core, tx, NOTHING);
}

/** The rest of a transition, from the event on that follows the one asked last. */
export function proceed(core: Core, tx: Transition, last: Asked): Result {
  let goesOn = tx.accepted && (isFinalKind(last.kind) || !asksHandlers(core) || negotiate(core, tx, last));
  if (tx.isCheck) return conclude(core, tx, goesOn);
  if (tx.plan.ask.auto) recompute(core, tx);
  // A handler that ended the machine has ended the transition as well.
  if (core.disposed) goesOn = false;
  if (goesOn) {
    if (!isFinalKind(last.kind)) commit(core, tx);
    goesOn = finish(core, tx, last);
  }
  return conclude(core, tx, goesOn);
}

/** The end of a transition: it happened, or it goes on no more. */
export function conclude(core: Core, tx: Transition, goesOn: boolean): Result {
  const { plan, isCheck } = tx;
  if (!isCheck) {
    if (core.details.options.onChange !== undefined) tellChange(core, tx, goesOn);
    if (goesOn && plan.triggersAuto) queueAuto(core, tx);
  }
  if (!goesOn) tx.reject();
  tx.complete();
  core.observer?.transitionEnd(core, tx);
  if (!goesOn) return CANCELED;
  return isCheck ? EXECUTED : plan.result;
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
  core.observer?.resolutionLines(core, tx);
}

/** The states change. */
export function commit(core: Core, tx: Transition): void {
  const { plan } = tx;
  if (core.observer !== null && core.observer.level >= CHANGES) core.observer.stateLine(core, tx);
  core.move(plan.next, plan);
  tx.commit();
  core.details.activations?.end(plan.ticking);
  core.observer?.fanOut?.transitionFinals(tx);
}

/** Final handlers; false when one threw, the states are rolled back then. */
export function finish(core: Core, tx: Transition, { kind, state }: Asked): boolean {
  const asks = asksHandlers(core);
  if (!asks && core.details.subscriptions?.waitsForArgs !== true) return true;
  const { exits, enters } = tx.plan;
  const failedEnd =
    kind !== STATE && emitEach(core, tx, END, exits, kind === END ? exits.indexOf(state) + 1 : 0) !== -1;
  if (failedEnd) return fail(core, tx, -1);
  const failed = emitEach(core, tx, STATE, enters, kind === STATE ? enters.indexOf(state) + 1 : 0);
  if (failed !== -1) return fail(core, tx, enters[failed] as number);
  return !asks || emit(core, tx, ANY_STATE, -1, -1);
}

/** A final handler failed: that of `FooState` for a state, else -1. */
export function fail(core: Core, tx: Transition, state: number): false {
  rollBack(core, tx, state);
  return false;
}

/** Prepends the auto mutation where one is due (machine specification §4.6). */
export function queueAuto(core: Core, tx: Transition): void {
  const { schema, node, observer } = core;
  if (core.disposing) return;
  if (observer?.level === EVERYTHING) {
    for (const state of schema.autoStates) {
      const by = node.has(state) ? undefined : node.removerOf(state);
      if (by !== undefined)
        observer.line(core, EVERYTHING, `[auto:rel:remove] ${schema.nameOf(state)} by ${schema.nameOf(by)}`);
    }
  }
  const called = node.autoPlan()?.ask.called;
  if (called === undefined) return;
  if (tx.plan.ask.called.includes(schema.exception) && ++core.ownDetails().autoAfterError > MAX_AUTO_AFTER_ERROR) {
    giveUp(core, called);
    return;
  }
  observer?.line(core, OPS, `[auto] ${schema.namesOf(called).join(' ')}`);
  core.prepend(new Mutation(schema, ADD, called, NO_ARGS, undefined, true, false));
}

/** An Auto state that fails activates Exception, which would try it again without end (Q4). */
function giveUp(core: Core, called: readonly number[]): void {
  const names = core.schema.namesOf(called).join(' ');
  core.observer?.report(core, core.details.error, `[error] ${names} not tried again, each try ended in an error`);
}
