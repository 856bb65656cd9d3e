import type { PlanView, Step } from '../../tracer/index.js';

/** By the steps of a resolution, which many transitions share. */
const known = new WeakMap<readonly Step[], number>();

/** How many different states a resolution had to look at, as its steps tell. */
export function touchedStates({ trace: { steps } }: PlanView): number {
  let count = known.get(steps);
  if (count === undefined) known.set(steps, (count = statesIn(steps)));
  return count;
}

/** Different states named in steps; numbers below zero stand for none, and for any. */
export function statesIn(steps: readonly Step[]): number {
  return new Set(steps.flatMap(({ from, to }) => [from, to]).filter((state) => state >= 0)).size;
}
