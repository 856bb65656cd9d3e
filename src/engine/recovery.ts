import type { Core } from './core.js';
import { CHANGES, OPS } from './observer.js';
import { Mutation } from './mutation.js';
import { ADD } from './relations.js';
import { EXCEPTION_ARGS, type ExceptionArgs, type Transition } from './transition.js';

/** Anything thrown, as an Error; one of another realm (a worker's, a test runner's) stays what it is. */
export function toError(thrown: unknown): Error {
  return isError(thrown) ? thrown : new Error(textOf(thrown), { cause: thrown });
}

/** Text of anything that can be thrown. */
export function messageOf(thrown: unknown): string {
  return isError(thrown) ? thrown.message : textOf(thrown);
}

/** What aborted work fails with. */
export function isAbort(thrown: unknown): boolean {
  return isError(thrown) && thrown.name === 'AbortError';
}

function isError(thrown: unknown): thrown is Error {
  if (thrown instanceof Error) return true;
  const { name, message } = (thrown ?? {}) as { name?: unknown; message?: unknown };
  return typeof name === 'string' && typeof message === 'string';
}

function textOf(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return Object.prototype.toString.call(thrown);
  }
}

/** A handler threw: cancel, roll back, and put an Exception mutation first in line (machine specification §7.2). */
export function recoverFromThrow(core: Core, tx: Transition, thrown: unknown, handler: string, isFinal: boolean): void {
  tx.noteCause('error', handler);
  tx.panicked = true;
  if (tx.mutation.callsException) {
    core.observer?.report(thrown, `[error] ${handler} failed while handling an error: ${toError(thrown).message}`);
    tx.accepted = false;
    return;
  }
  const error = toError(thrown);
  core.observer?.line(OPS, '[recover] handling panic...');
  core.error = error;
  if (isFinal) rollBack(core, tx);
  core.observer?.line(OPS, `[cancel] (${tx.target.join(' ')}) by recover`);
  tx.accepted = false;
  tx.completed = true;
  const args = { [EXCEPTION_ARGS]: { error, thrown: true } satisfies ExceptionArgs };
  const source = { machineId: core.id, transitionId: tx.id, machineTime: 0 };
  core.prepend(new Mutation(core.schema, ADD, [core.schema.exception], args, source, false, false));
}

/**
 * Takes back the states whose final handlers did not succeed: from the failed `FooState` on. A failing `FooEnd` or
 * `AnyState` takes back nothing. Go runs it twice after a throw and ticks called Multi states again (Q13).
 */
export function rollBack(core: Core, tx: Transition): void {
  if (tx.rolledBack && !core.parityGo) return;
  tx.rolledBack = true;
  const { schema } = core;
  const lost = tx.lastEntered === -1 ? [] : tx.entered.slice(tx.lastEntered).filter((state) => core.node.has(state));
  const left = core.node.list.filter((state) => !lost.includes(state));
  const again = core.parityGo
    ? left.filter((state) => schema.multi[state] === true && tx.mutation.indexes.includes(state))
    : [];
  core.observer?.line(OPS, `[recover] partial final states as (${schema.namesOf(left).join(' ')})`);
  core.move(core.memo.node(left), [...again, ...lost], [...again.map(() => 2), ...lost.map(() => 1)]);
  if (lost.length > 0) {
    core.observer?.line(CHANGES, `[state] ${lost.map((state) => `-${schema.nameOf(state)}`).join(' ')}`);
  }
  if (core.parityGo) return;
  tx.settleTime(core.clocks, core.clockSum);
  core.activations?.end(lost);
}
