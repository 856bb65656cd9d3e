import type { PlanView, Step, TransitionView } from '../../tracer/index.js';

/** Plans that are remembered; a power of two. */
const PLACES = 16;

/** By the steps of a resolution, which many transitions share. */
const known = new WeakMap<readonly Step[], number>();

/** How many different states transitions had to look at, as their steps tell. Remembers the plans asked for last. */
export class TouchedStates {
  readonly #plans: (PlanView | undefined)[] = new Array<undefined>(PLACES).fill(undefined);
  readonly #counts = new Float64Array(PLACES);

  of({ plan, steps }: TransitionView): number {
    if (plan === undefined) return statesIn(steps ?? []);
    const place = (plan.ticking[0] ?? 0) & (PLACES - 1);
    if (this.#plans[place] === plan) return this.#counts[place] as number;
    this.#plans[place] = plan;
    return (this.#counts[place] = countOf(plan.trace.steps));
  }
}

function countOf(steps: readonly Step[]): number {
  let count = known.get(steps);
  if (count === undefined) known.set(steps, (count = statesIn(steps)));
  return count;
}

/** Different states named in steps; numbers below zero stand for none, and for any. */
function statesIn(steps: readonly Step[]): number {
  return new Set(steps.flatMap(({ from, to }) => [from, to]).filter((state) => state >= 0)).size;
}
