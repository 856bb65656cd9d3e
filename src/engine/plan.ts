import { callsOf, type PlanCalls } from './handled-events.js';
import type { HandlerTable } from './handler-table.js';
import { CANCELED, EXECUTED, isHealth, type Result } from './mutation.js';
import { REMOVE, resolveTarget, ResolutionTrace, sortStates, wantedStates, type Question } from './relations.js';
import { PlanNames } from './plan-names.js';
import type { PlanNode } from './plan-node.js';
import { stateLine } from './state-line.js';
import { STEP } from './step.js';

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
  #names: PlanNames | undefined;
  #stateLine: string | undefined | false = false;
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

  get names(): PlanNames {
    return (this.#names ??= new PlanNames(this));
  }

  /** The line of what it changes, see `stateLine`. */
  get stateLine(): string | undefined {
    if (this.#stateLine === false) this.#stateLine = stateLine(this, this.target, false);
    return this.#stateLine;
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
