import type { Plan } from './plan.js';

type Names = readonly string[];

/** What a plan says, in names of states; each list is made when it is first read, once for all transitions of the plan. */
export class PlanNames {
  readonly #plan: Plan;
  #called: Names | undefined;
  #target: Names | undefined;
  #enters: Names | undefined;
  #exits: Names | undefined;
  #added: Names | undefined;
  #removed: Names | undefined;

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  get called(): Names {
    return (this.#called ??= this.#of(this.#plan.ask.called));
  }

  get target(): Names {
    return (this.#target ??= this.#of(this.#plan.target));
  }

  get enters(): Names {
    return (this.#enters ??= this.#of(this.#plan.enters));
  }

  get exits(): Names {
    return (this.#exits ??= this.#of(this.#plan.exits));
  }

  /** States that become active, in the order of the target, then Multi states that are entered again, in that of the schema. */
  get added(): Names {
    return (this.#added ??= this.#of(this.#addedStates()));
  }

  /** States that are active no more, in the order they were. */
  get removed(): Names {
    const { node, target } = this.#plan;
    return (this.#removed ??= this.#of(node.list.filter((state) => !target.includes(state))));
  }

  #addedStates(): readonly number[] {
    const { node, target, enters } = this.#plan;
    const fresh = target.filter((state) => !node.has(state));
    const again = enters.filter((state) => node.has(state));
    return [...fresh, ...again.sort((a, b) => a - b)];
  }

  #of(states: readonly number[]): Names {
    return Object.freeze(this.#plan.node.memo.schema.namesOf(states));
  }
}
