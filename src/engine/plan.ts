import type { CompiledSchema } from './compiled-schema.js';
import { callsOf, type PlanCalls } from './handled-events.js';
import type { HandlerTable } from './handler-table.js';
import { CANCELED, EXECUTED, isHealth, type Result } from './mutation.js';
import { ADD, REMOVE, resolveTarget, ResolutionTrace, sortStates, wantedStates, type Question } from './relations.js';
import { STEP } from './step.js';

/** Bounds of the memo of one schema; beyond them plans are made anew each time. */
const MAX_NODES = 4096;
const MAX_PLANS = 65_536;
/** Longest list of active states that is searched rather than indexed. */
const SEARCHED = 32;
const TYPES = 3;

/** What a plan answers: a mutation, asked of one set of active states. */
export interface Ask {
  readonly type: number;
  readonly called: readonly number[];
  readonly auto: boolean;
  /** The called states still wanted, in the second resolution of an auto transition (machine specification §5.7). */
  readonly survivors?: readonly number[];
  /** A check of a Multi state: passes whatever relations say (§5.4). */
  readonly lenient?: boolean;
}

/** What one mutation does to one ordered set of active states: a pure function of both, so it is made once. */
export class Plan {
  readonly node: PlanNode;
  readonly ask: Ask;
  /** Relations let it pass (machine specification §5.4). */
  readonly accepted: boolean;
  /** Called states that relations kept out. */
  readonly rejected: readonly number[];
  readonly target: readonly number[];
  readonly exits: readonly number[];
  readonly enters: readonly number[];
  /** Where the machine stands after it; the same node when it is not accepted. */
  readonly next: PlanNode;
  /** States that tick, and by how much. */
  readonly ticking: readonly number[];
  readonly ticks: readonly number[];
  /** Sum of {@link ticks}. */
  readonly tickSum: number;
  /** An auto mutation is due after it: something ticked, and it was no auto mutation and no health check itself. */
  readonly triggersAuto: boolean;
  /** What the mutator returns when nothing but relations decides. */
  readonly result: Result;
  #trace: ResolutionTrace | undefined;
  #recomputed: Plan | undefined;
  #followUp: Plan | undefined | false = false;
  /** The table that was the first to ask for its calls, and these. */
  #table: HandlerTable | null | undefined = null;
  #calls: PlanCalls | undefined;

  constructor(node: PlanNode, ask: Ask, trace?: ResolutionTrace) {
    const { type, called, auto, survivors, lenient } = ask;
    const question: Question = { schema: node.memo.schema, before: node.list, type, called, auto };
    node.settle();
    this.node = node;
    this.ask = ask;
    this.target = resolveTarget(question, wantedStates(question, survivors ?? called, trace), trace);
    this.rejected = type === REMOVE ? [] : called.filter((state) => !this.target.includes(state));
    this.accepted =
      this.rejected.length === 0 ||
      lenient === true ||
      survivors !== undefined ||
      (auto && this.rejected.length < called.length);
    const changes = changesOf(node, this.target, called, this.accepted, trace);
    this.exits = changes.exits;
    this.enters = changes.enters;
    this.ticking = [...this.enters, ...this.exits];
    this.ticks = this.ticking.map((state, i) => (i < this.enters.length && node.has(state) ? 2 : 1));
    this.tickSum = this.ticks.reduce((sum, tick) => sum + tick, 0);
    this.next = this.accepted ? node.memo.node(this.target) : node;
    this.result = resultOf(this);
    this.triggersAuto = triggersAuto(this);
  }

  /** Steps, log lines and reasons of the resolution; worked out when first asked for. */
  get trace(): ResolutionTrace {
    return (this.#trace ??= traceOf(this));
  }

  /** Called states let through by an auto mutation, resolved again; memoised while nothing more was rejected. */
  recompute(target: readonly number[]): Plan {
    const survivors = this.ask.called.filter((state) => target.includes(state));
    if (target !== this.target) return new Plan(this.node, { ...this.ask, survivors });
    return (this.#recomputed ??= new Plan(this.node, { ...this.ask, survivors }));
  }

  /** The auto mutation that comes after it, where one does and relations let it pass (machine specification §4.6). */
  followUp(): Plan | undefined {
    if (this.#followUp === false) {
      const auto = this.triggersAuto ? this.next.autoPlan() : undefined;
      this.#followUp = auto?.accepted === true ? auto.recompute(auto.target) : undefined;
    }
    return this.#followUp;
  }

  /** The calls of one table's handlers, see `callsOf`; kept for the table of the last machine, as a rule all are of one class. */
  calls(table: HandlerTable | undefined): PlanCalls | undefined {
    return this.#table === table ? this.#calls : this.#callsOf(table);
  }

  #callsOf(table: HandlerTable | undefined): PlanCalls | undefined {
    this.#table = table;
    return (this.#calls = callsOf(this, table));
  }

  /** The same question for a check that relations may not cancel. */
  lenient(): Plan {
    return new Plan(this.node, { ...this.ask, lenient: true });
  }
}

function resultOf({ accepted, ask, target, node }: Plan): Result {
  if (!accepted) return CANCELED;
  if (ask.type === REMOVE) return ask.called.some((state) => target.includes(state)) ? CANCELED : EXECUTED;
  return ask.auto && target.length <= node.list.length ? CANCELED : EXECUTED;
}

function triggersAuto({ node, ask, tickSum }: Plan): boolean {
  const { schema } = node.memo;
  return tickSum > 0 && schema.autoStates.length > 0 && !ask.auto && !isHealth(schema, ask.type, ask.called);
}

function traceOf(plan: Plan): ResolutionTrace {
  const { node, ask } = plan;
  const { schema } = node.memo;
  const trace = new ResolutionTrace();
  const first = ask.survivors === undefined;
  if (first) for (const state of ask.called) trace.step(STEP.called, -1, state);
  const { target, accepted, rejected } = new Plan(node, ask, trace);
  if (!first) return trace;
  const wanted = wantedStates({ schema, before: node.list, ...ask }, ask.called);
  const implied = target.filter((state) => !wanted.includes(state));
  if (implied.length > 0) trace.line(3, `[implied] ${schema.namesOf(implied).join(' ')}`);
  if (accepted) return trace;
  trace.line(3, `[cancel:reject] ${schema.namesOf(rejected).join(' ')}`);
  for (const state of rejected) trace.step(STEP.cancel, -1, state);
  return trace;
}

function changesOf(
  node: PlanNode,
  target: readonly number[],
  called: readonly number[],
  accepted: boolean,
  trace?: ResolutionTrace,
): { exits: readonly number[]; enters: readonly number[] } {
  if (!accepted) return { exits: [], enters: [] };
  const { schema } = node.memo;
  const exits = node.list.filter((state) => !target.includes(state));
  sortStates(schema, exits, trace);
  const enters = target.filter((state) => !node.has(state) || (schema.multi[state] === true && called.includes(state)));
  return { exits, enters };
}

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
