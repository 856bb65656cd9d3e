import type { PlanView, TransitionView } from '../../tracer/index.js';
import type { Histogram } from './histogram.js';
import { touchedStates } from './touched-states.js';

/** Plans that are remembered; a power of two. */
const PLACES = 16;

/** Executed transitions that are all alike: what one did, and how many there were. */
export interface Tally {
  readonly plan: PlanView;
  /** Where they are counted. */
  readonly slot: number;
  readonly steps: number;
  readonly handlers: number;
  readonly added: number;
  readonly removed: number;
  readonly touched: number;
  count: number;
  /** Their durations, once they are measured. */
  durations: Histogram | undefined;
}

/**
 * Counts executed transitions by what they have in common, so that one that is like the last ones of its plan is one addition. The
 * tallies become numbers of the class when another plan needs their place, and when somebody looks.
 */
export class TransitionTallies {
  readonly #places: (Tally | undefined)[] = new Array<undefined>(PLACES).fill(undefined);
  readonly #take: (tally: Tally) => void;

  /** @param take adds what a tally counted to the numbers of the class */
  constructor(take: (tally: Tally) => void) {
    this.#take = take;
  }

  /**
   * Counts a transition; returns the tally of those like it, which may be another one the next time.
   * @param slotOf where the transition is counted; the same for all transitions of a plan
   */
  count(
    transition: TransitionView,
    plan: PlanView,
    changed: Pick<Tally, 'added' | 'removed'>,
    slotOf: (transition: TransitionView) => number,
  ): Tally {
    const steps = transition.stepCount;
    const handlers = transition.handlerCount;
    const place = (plan.ticking[0] ?? 0) & (PLACES - 1);
    const tally = this.#places[place];
    if (tally !== undefined && tally.plan === plan && tally.steps === steps && tally.handlers === handlers) {
      tally.count++;
      return tally;
    }
    if (tally !== undefined) this.#take(tally);
    const { added, removed } = changed;
    const touched = touchedStates(plan);
    const slot = slotOf(transition);
    const made: Tally = { plan, slot, steps, handlers, added, removed, touched, count: 1, durations: undefined };
    this.#places[place] = made;
    return made;
  }

  /** Brings the numbers of the class up to date. */
  settle(): void {
    for (const tally of this.#places) {
      if (tally === undefined || tally.count === 0) continue;
      this.#take(tally);
      tally.count = 0;
    }
  }
}
