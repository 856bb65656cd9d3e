import type { Core } from './core.js';
import { CANCELED, EXECUTED, type Result } from './mutation.js';
import { ADD, REMOVE } from './relations.js';

const ONE_TICK: readonly number[] = [1];

/**
 * A whole mutation, with the auto mutation it triggers, of a machine that nobody follows: without handlers, tracers and
 * waits there is nothing in between, so nothing is made. What it does is what `execution.ts` does with the same plans.
 */
export function runBare(core: Core, kind: number, called: readonly number[]): Result {
  core.queueTick++;
  if (!core.node.interned && moveLone(core, kind, called)) return EXECUTED;
  const plan = core.node.plan(kind, called);
  if (!plan.accepted) return CANCELED;
  core.move(plan.next, plan);
  const auto = plan.followUp();
  if (auto !== undefined) core.move(auto.next, auto);
  return plan.result;
}

/** Beyond the memo every plan is made anew; a state that no relation touches does without. False when there is more to it. */
function moveLone(core: Core, kind: number, called: readonly number[]): boolean {
  const { node, schema } = core;
  const [state = -1] = called;
  if (called.length !== 1 || schema.lone[state] !== true || !node.isStable) return false;
  const isActive = node.has(state);
  const isAdded = kind === ADD;
  if (isActive === isAdded || (!isAdded && kind !== REMOVE)) return false;
  core.move(node.withLone(state, isAdded), { ticking: called, ticks: ONE_TICK });
  return true;
}
