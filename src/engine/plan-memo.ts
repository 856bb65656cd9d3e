import type { CompiledSchema } from './compiled-schema.js';
import { PlanNode } from './plan-node.js';

/** Bounds of the memo of one schema; beyond them plans are made anew each time. */
const MAX_NODES = 4096;
const MAX_PLANS = 65_536;

/** The bounded memo of one compiled schema: which plans lead from which set of active states to which. */
export class PlanMemo {
  readonly schema: CompiledSchema;
  /** Nothing is active. */
  readonly root: PlanNode;
  /** Clocks of a machine that has not ticked; shared, so not to be changed. */
  readonly zeros: number[];
  readonly #nodes = new Map<string, PlanNode>();
  #plans = 0;

  constructor(schema: CompiledSchema) {
    this.schema = schema;
    this.root = new PlanNode(this, [], true);
    this.zeros = new Array<number>(schema.size).fill(0);
    this.#nodes.set('', this.root);
  }

  node(list: readonly number[]): PlanNode {
    const key = list.join();
    const known = this.#nodes.get(key);
    if (known !== undefined) return known;
    const interned = this.#nodes.size < MAX_NODES;
    const made = new PlanNode(this, list, interned);
    if (interned) this.#nodes.set(key, made);
    return made;
  }

  /** Counts a plan that is about to be kept; false when the memo is full. */
  admitPlan(): boolean {
    return ++this.#plans <= MAX_PLANS;
  }
}
