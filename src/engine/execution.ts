import type { Core } from './core.js';
import { ANY_STATE, END, STATE } from './handler-table.js';
import { emit } from './handlers.js';
import { CANCELED, EXECUTED, Mutation, NO_ARGS, type Result } from './mutation.js';
import { negotiate } from './negotiation.js';
import { EVERYTHING, OPS } from './observer.js';
import { Plan } from './plan.js';
import { ADD, REMOVE } from './relations.js';
import { rollBack } from './recovery.js';
import { isActiveTick, Transition } from './transition.js';

/** Auto mutations that may follow errors in one drain, before the next ones are left out. */
const MAX_AUTO_AFTER_ERROR = 100;

/** Runs one mutation to its end (machine specification §5.1). */
export function execute(core: Core, mutation: Mutation): Result {
  const tx = begin(core, mutation);
  const { observer } = core;
  observer?.transitionInit(tx);
  core.observer?.fanOut?.transitionStart(tx);
  let goesOn = tx.accepted && (!asksHandlers(core) || negotiate(core, tx));
  if (!mutation.check) {
    if (mutation.auto) recompute(core, tx);
    if (goesOn) {
      commit(core, tx);
      goesOn = finish(core, tx);
    }
    if (!goesOn && !tx.rolledBack) tx.settleTime(core.clocks, core.clockSum);
    tellChange(core, tx);
    if (goesOn) queueAuto(core, tx);
  }
  if (!goesOn) tx.accepted = false;
  if (mutation.check) tx.settleTime(tx.timeBefore, tx.sumBefore);
  tx.queueLength = core.queue.length;
  tx.completed = true;
  core.observer?.fanOut?.transitionEnd(tx);
  return goesOn ? resultOf(core, tx) : CANCELED;
}

function tellChange(core: Core, tx: Transition): void {
  try {
    core.options.onChange?.(tx.timeBefore, tx.timeAfter);
  } catch (error) {
    core.failure ??= { error };
  }
}

function begin(core: Core, mutation: Mutation): Transition {
  const tx = new Transition(core, mutation, planOf(core, mutation));
  core.transition = tx;
  return tx;
}

function planOf(core: Core, mutation: Mutation): Plan {
  const { schema, node } = core;
  if (mutation.auto) {
    const plan = node.autoPlan();
    if (plan?.ask.called === mutation.indexes) return plan;
    return new Plan(node, { type: ADD, called: mutation.indexes, auto: true });
  }
  const plan = node.plan(mutation.kind, mutation.indexes);
  const lenient = mutation.check && !plan.accepted && mutation.indexes.some((state) => schema.multi[state] === true);
  return lenient ? plan.lenient() : plan;
}

/** Negotiation is skipped as a whole while nothing was ever bound and nobody reads its lines (machine specification §5.6). */
function asksHandlers(core: Core): boolean {
  return core.everBound || core.logLevel === EVERYTHING;
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
  core.activations?.end(plan.enters);
  core.activations?.end(plan.exits);
  tx.settleTime(core.clocks, core.clockSum);
  core.observer?.fanOut?.transitionFinals(tx);
}

/** Final handlers; false when one threw, the states are rolled back then. */
function finish(core: Core, tx: Transition): boolean {
  const asks = asksHandlers(core);
  if (!asks && core.subscriptions?.waitsForArgs !== true) return true;
  for (const state of tx.exited) if (!emit(core, tx, END, state, -1)) return fail(core, tx);
  for (let i = 0; i < tx.entered.length; i++) {
    tx.lastEntered = i;
    if (!emit(core, tx, STATE, tx.entered[i] as number, -1)) return fail(core, tx);
  }
  tx.lastEntered = -1;
  return !asks || emit(core, tx, ANY_STATE, -1, -1);
}

function fail(core: Core, tx: Transition): false {
  rollBack(core, tx);
  return false;
}

/** Prepends the auto mutation where one is due (machine specification §4.6). */
function queueAuto(core: Core, tx: Transition): void {
  const { mutation } = tx;
  const { schema, node, observer } = core;
  if (schema.autoStates.length === 0 || mutation.auto || mutation.isHealth || core.disposing) return;
  if (tx.sumAfter === tx.sumBefore) return;
  if (observer?.level === EVERYTHING) {
    for (const state of schema.autoStates) {
      const by = node.has(state) ? undefined : node.removerOf(state);
      if (by !== undefined)
        observer.line(EVERYTHING, `[auto:rel:remove] ${schema.nameOf(state)} by ${schema.nameOf(by)}`);
    }
  }
  const called = node.autoPlan()?.ask.called;
  if (called === undefined) return;
  if (mutation.callsException && ++core.autoAfterError > MAX_AUTO_AFTER_ERROR) {
    giveUp(core, called);
    return;
  }
  observer?.line(OPS, `[auto] ${schema.namesOf(called).join(' ')}`);
  core.prepend(new Mutation(schema, ADD, called, NO_ARGS, undefined, true, false));
}

/** An Auto state that fails activates Exception, which would try it again without end (Q4). */
function giveUp(core: Core, called: readonly number[]): void {
  const names = core.schema.namesOf(called).join(' ');
  core.observer?.report(core.error, `[error] ${names} not tried again, each try ended in an error`);
}

function resultOf(core: Core, tx: Transition): Result {
  const { mutation } = tx;
  if (mutation.check) return EXECUTED;
  if (mutation.kind === REMOVE) return mutation.indexes.some((state) => core.node.has(state)) ? CANCELED : EXECUTED;
  if (mutation.auto) {
    const before = tx.timeBefore.filter((tick) => isActiveTick(tick)).length;
    return tx.targets.length > before ? EXECUTED : CANCELED;
  }
  return tx.targets.every((state) => core.node.has(state)) ? EXECUTED : CANCELED;
}
