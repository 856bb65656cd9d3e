import { Plan } from './plan.js';
import type { PlanMemo } from './plan-memo.js';
import { ADD, resolveTarget } from './relations.js';

/** Longest list of active states that is searched rather than indexed. */
const SEARCHED = 32;
const TYPES = 3;

/** Finds a plan by the indexes of its called states, without building a key. */
interface CalledTrie {
  plan?: Plan;
  next?: Map<number, CalledTrie>;
}

/** One ordered set of active states, shared by all machines of a schema that stand there. */
export class PlanNode {
  readonly memo: PlanMemo;
  /** Active states in the order of the last target. */
  readonly list: readonly number[];
  /** Membership by index; a short list that is not kept is searched instead. */
  readonly #active: boolean[] | undefined;
  /** Kept in the memo; plans of others are not worth keeping. */
  readonly interned: boolean;
  #singles: (Plan | undefined)[] | undefined;
  #others: CalledTrie[] | undefined;
  #stable: boolean | undefined;
  #auto: Plan | false | undefined;
  /** Only one machine knows it, and no plan: it may change in place. */
  #isLoose = false;

  constructor(memo: PlanMemo, list: readonly number[], interned: boolean) {
    this.memo = memo;
    this.list = list;
    this.interned = interned;
    this.#active = interned || list.length > SEARCHED ? activeOf(memo.schema.size, list) : undefined;
  }

  has(state: number): boolean {
    return this.#active === undefined ? this.list.includes(state) : this.#active[state] === true;
  }

  /** The plan of a mutation from here. */
  plan(type: number, called: readonly number[]): Plan {
    if (called.length !== 1) return this.#planOfMany(type, called);
    const key = (called[0] as number) * TYPES + type;
    return this.#singles?.[key] ?? this.#planOfOne(type, called, key);
  }

  #planOfOne(type: number, called: readonly number[], key: number): Plan {
    const singles = (this.#singles ??= []);
    return this.#keep(new Plan(this, { type, called, auto: false }), (plan) => (singles[key] = plan));
  }

  #planOfMany(type: number, called: readonly number[]): Plan {
    let trie: CalledTrie | undefined = this.#others?.[type];
    for (const state of called) trie = trie?.next?.get(state);
    if (trie?.plan !== undefined) return trie.plan;
    return this.#keep(new Plan(this, { type, called, auto: false }), (plan) => {
      this.#branch(type, called).plan = plan;
    });
  }

  /** Nothing changes when these states are resolved again. */
  get isStable(): boolean {
    const { list, memo } = this;
    if (this.#stable === undefined) {
      const question = { schema: memo.schema, before: list, type: ADD, called: [], auto: false };
      const target = resolveTarget(question, list);
      this.#stable = target.length === list.length && target.every((state, i) => state === list[i]);
    }
    return this.#stable;
  }

  /**
   * Where adding or removing a state leads that no relation touches, without resolving: for sets of states beyond the memo.
   * Only from a stable node; the node itself is not to be used any more.
   */
  withLone(state: number, isAdded: boolean): PlanNode {
    const { list, memo } = this;
    if (!isAdded && list.length === 1) return memo.root;
    if (this.#isLoose && list.length < SEARCHED) return this.#changed(state, isAdded);
    const node = new PlanNode(memo, isAdded ? [state, ...list] : list.filter((other) => other !== state), false);
    node.#stable = true;
    node.#isLoose = true;
    return node;
  }

  #changed(state: number, isAdded: boolean): this {
    const list = this.list as number[];
    if (isAdded) insertFirst(list, state);
    else take(list, state);
    return this;
  }

  /** A plan knows it. */
  settle(): void {
    this.#isLoose = false;
  }

  /** The auto mutation from here (machine specification §4.6); undefined when no Auto state can come. */
  autoPlan(): Plan | undefined {
    if (this.#auto !== undefined) return this.#auto === false ? undefined : this.#auto;
    const called = this.autoCandidates();
    if (called.length === 0) {
      this.#auto = false;
      return undefined;
    }
    return this.#keep(new Plan(this, { type: ADD, called, auto: true }), (plan) => (this.#auto = plan));
  }

  /** Auto states that are inactive and not removed by an active state, in index order. */
  autoCandidates(): number[] {
    const { schema } = this.memo;
    return schema.autoStates.filter((state) => !this.has(state) && this.removerOf(state) === undefined);
  }

  /** The first active state that removes this one. */
  removerOf(state: number): number | undefined {
    return this.list.find((other) => this.memo.schema.removedBy[state]?.includes(other));
  }

  #branch(type: number, called: readonly number[]): CalledTrie {
    const others = (this.#others ??= []);
    let trie = (others[type] ??= {});
    for (const state of called) {
      trie.next ??= new Map();
      let next = trie.next.get(state);
      if (next === undefined) trie.next.set(state, (next = {}));
      trie = next;
    }
    return trie;
  }

  #keep(plan: Plan, store: (plan: Plan) => void): Plan {
    if (this.interned && this.memo.admitPlan()) store(plan);
    return plan;
  }
}

/** Faster than `unshift`, as {@link take} is than `splice`. */
function insertFirst(list: number[], state: number): void {
  list.push(state);
  for (let i = list.length - 1; i > 0; i--) list[i] = list[i - 1] as number;
  list[0] = state;
}

function take(list: number[], state: number): void {
  for (let i = list.indexOf(state) + 1; i < list.length; i++) list[i - 1] = list[i] as number;
  list.pop();
}

function activeOf(size: number, list: readonly number[]): boolean[] {
  const active = new Array<boolean>(size).fill(false);
  for (const state of list) active[state] = true;
  return active;
}
