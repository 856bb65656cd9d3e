import type { MutationView, PlanView } from '../../../tracer/index.js';
import { MUTATION_TYPES } from '../messages.js';
import type { PlanRecord } from '../stream/index.js';

/** A plan that is known, and the one that followed it last. */
export interface KnownPlan extends PlanRecord {
  next: KnownPlan | undefined;
}

/** What is told of plans, worked out once: they ask the same of the same states, whichever machine follows them. */
export class PlanRecords {
  readonly #known = new WeakMap<PlanView, KnownPlan>();

  /**
   * @param last the one before, of the same machine: machines do the same again and again, so that it need not be looked for
   * @param index indexes of states by name
   */
  of(
    plan: PlanView,
    mutation: MutationView,
    last: KnownPlan | undefined,
    index: ReadonlyMap<string, number>,
  ): KnownPlan {
    const next = last?.next;
    if (next?.plan === plan) return next;
    const known = this.#known.get(plan);
    if (known === undefined) return this.#learn(plan, mutation, index);
    // Only those that came twice: a plan that nobody keeps is not to be kept here.
    if (last !== undefined) last.next = known;
    return known;
  }

  #learn(plan: PlanView, { type, called }: MutationView, index: ReadonlyMap<string, number>): KnownPlan {
    const states = calledStates(called, index);
    const made = { plan, type: MUTATION_TYPES[type], called: states, next: undefined };
    this.#known.set(plan, made);
    return made;
  }
}

/** Indexes of called states. Debuggers index by them without a look: an unknown one is not told. */
export function calledStates(called: readonly string[], index: ReadonlyMap<string, number>): readonly number[] {
  return called.flatMap((name) => index.get(name) ?? []);
}
