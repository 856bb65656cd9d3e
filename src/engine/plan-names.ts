import type { Plan } from './plan.js';

type Names = readonly string[];

/** What a plan says, in names of states: made for the first who asks, for all transitions of the plan. */
export class PlanNames {
  readonly called: Names;
  readonly target: Names;
  readonly enters: Names;
  readonly exits: Names;
  /** States that become active, in the order of the target, then Multi states that are entered again, in that of the schema. */
  readonly added: Names;
  /** States that are active no more, in the order they were. */
  readonly removed: Names;

  constructor({ node, ask, target, enters, exits }: Plan) {
    const names = (states: readonly number[]): Names => Object.freeze(node.memo.schema.namesOf(states));
    const again = enters.filter((state) => node.has(state)).sort((a, b) => a - b);
    this.called = names(ask.called);
    this.target = names(target);
    this.enters = names(enters);
    this.exits = names(exits);
    this.added = names([...target.filter((state) => !node.has(state)), ...again]);
    this.removed = names(node.list.filter((state) => !target.includes(state)));
  }
}
