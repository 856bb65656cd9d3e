import { noteCause } from '../tracer/index.js';
import type { Core } from './core.js';
import { CHANGES, OPS } from './observer.js';
import { Mutation } from './mutation.js';
import { ADD } from './relations.js';
import { EXCEPTION_ARGS, type ExceptionArgs } from './exception-args.js';
import type { Transition } from './transition.js';

/** Stands for what can't be read. */
const UNREADABLE = 'something that has no text';

/** Anything thrown, as an Error; one of another realm (a worker's, a test runner's) stays what it is. */
export function toError(thrown: unknown): Error {
  return isError(thrown) ? thrown : new Error(textOf(thrown), { cause: thrown });
}

/** Text of anything that can be thrown. */
export function messageOf(thrown: unknown): string {
  try {
    return isError(thrown) ? thrown.message : textOf(thrown);
  } catch {
    return UNREADABLE;
  }
}

/** What aborted work fails with. */
export function isAbort(thrown: unknown): boolean {
  try {
    return isError(thrown) && thrown.name === 'AbortError';
  } catch {
    return false;
  }
}

/** False for what throws when it is looked at: getters, proxies. */
function isError(thrown: unknown): thrown is Error {
  try {
    if (thrown instanceof Error) return true;
    const { name, message } = (thrown ?? {}) as { name?: unknown; message?: unknown };
    return typeof name === 'string' && typeof message === 'string';
  } catch {
    return false;
  }
}

function textOf(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return tagOf(thrown);
  }
}

function tagOf(thrown: unknown): string {
  try {
    return Object.prototype.toString.call(thrown);
  } catch {
    return UNREADABLE;
  }
}

/** It is there for an error: one more from its handlers does not nest (machine specification §7.2). */
export function handlesError(tx: Transition): boolean {
  return tx.plan.ask.called.includes(tx.schema.exception);
}

/** Tells of an error from a handler that had an error to handle. */
export function reportNested(core: Core, thrown: unknown, handler: string): void {
  core.observer?.report(core, thrown, `[error] ${handler} failed while handling an error: ${messageOf(thrown)}`);
}

/**
 * A handler threw: cancel, roll back, and put an Exception mutation first in line (machine specification §7.2).
 *
 * @param state the state whose `FooState` it was, else -1
 */
export function recoverFromThrow(
  core: Core,
  tx: Transition,
  thrown: unknown,
  handler: string,
  isFinal: boolean,
  state: number,
): void {
  tx.noteCause('error', handler);
  tx.notes.panicked = true;
  if (handlesError(tx)) {
    reportNested(core, thrown, handler);
    tx.reject();
    return;
  }
  const error = toError(thrown);
  noteCause(error, tx.args);
  core.observer?.line(core, OPS, '[recover] handling panic...');
  if (core.options.rethrow === true) core.fail(thrown);
  else core.ownDetails().error = error;
  if (isFinal) rollBack(core, tx, state);
  core.observer?.line(core, OPS, `[cancel] (${tx.target.join(' ')}) by recover`);
  tx.reject();
  tx.complete();
  if (core.options.rethrow === true) return;
  const { type, called } = tx.mutation;
  const args = { [EXCEPTION_ARGS]: { error, thrown: true, type, called } satisfies ExceptionArgs };
  const source = { machineId: core.id, transitionId: tx.id, machineTime: 0 };
  core.prepend(new Mutation(core.schema, ADD, [core.schema.exception], args, source, false, false));
}

/**
 * Takes back the states whose final handlers did not succeed: from the failed `FooState` on. A failing `FooEnd` or
 * `AnyState` takes back nothing. Go runs it twice after a throw and ticks called Multi states again (Q13).
 *
 * @param state the state whose `FooState` failed, else -1
 */
export function rollBack(core: Core, tx: Transition, state: number): void {
  if (tx.rolledBack && !core.parityGo) return;
  tx.notes.rolledBack = true;
  const { schema } = core;
  const { enters, ask } = tx.plan;
  const lost = state === -1 ? [] : enters.slice(enters.indexOf(state)).filter((entered) => core.node.has(entered));
  const left = core.node.list.filter((active) => !lost.includes(active));
  const again = core.parityGo ? left.filter((kept) => schema.multi[kept] === true && ask.called.includes(kept)) : [];
  core.observer?.line(core, OPS, `[recover] partial final states as (${schema.namesOf(left).join(' ')})`);
  core.move(core.memo.node(left), {
    ticking: [...again, ...lost],
    ticks: [...again.map(() => 2), ...lost.map(() => 1)],
  });
  if (lost.length > 0) {
    core.observer?.line(core, CHANGES, `[state] ${lost.map((gone) => `-${schema.nameOf(gone)}`).join(' ')}`);
  }
  if (core.parityGo) return;
  tx.settleTime(core.clocks);
  core.details.activations?.end(lost);
}
