import type { Core } from './core.js';
import { CANCELED, type Result } from './mutation.js';

/**
 * A whole mutation, with the auto mutation it triggers, of a machine that nobody follows: without handlers, tracers and
 * waits there is nothing in between, so nothing is made. What it does is what `execution.ts` does with the same plans.
 */
export function runBare(core: Core, kind: number, called: readonly number[]): Result {
  const plan = core.node.plan(kind, called);
  core.queueTick++;
  if (!plan.accepted) return CANCELED;
  core.move(plan.next, plan.ticking, plan.ticks);
  const auto = plan.followUp();
  if (auto !== undefined) core.move(auto.next, auto.ticking, auto.ticks);
  return plan.result;
}
