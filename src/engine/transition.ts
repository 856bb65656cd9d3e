import type {
  Cancellation,
  HandlerCall,
  MachineView,
  MutationView,
  TraceContext,
  TransitionView,
} from '../tracer/index.js';
import type { Core } from './core.js';
import type { Mutation } from './mutation.js';
import type { Plan } from './plan.js';
import type { Step } from './step.js';

const processPart = Math.floor(Math.random() * 0x1_0000_0000)
  .toString(16)
  .padStart(8, '0');
let count = 0;

/** Key under which a mutation carries the engine's own error arguments. */
export const EXCEPTION_ARGS = '_am__Exception';

/** What `addErr` and a throwing handler put under {@link EXCEPTION_ARGS}. */
export interface ExceptionArgs {
  readonly error: Error;
  /** The handler threw, as opposed to an error the program added. */
  readonly thrown: boolean;
}

/** One transition while it runs, and what it was afterwards. What tracers and handlers see is the view part. */
export class Transition implements TransitionView {
  readonly mutation: MutationView & Mutation;
  plan: Plan;
  accepted: boolean;
  completed = false;
  /** A handler threw. */
  panicked = false;
  rolledBack = false;
  /** Position in `entered` of the state whose final handler ran last; -1 before, and for others. */
  lastEntered = -1;
  handlerCount = 0;
  handlerSteps = 0;
  queueLength = 0;
  traceContext: TraceContext | undefined;
  /** The handler call that runs now. */
  call: HandlerCall | undefined;
  /** Recorded steps; undefined when nobody records. */
  steps: Step[] | undefined;
  /** Live: partial acceptance takes states out. */
  targets: readonly number[];
  entered: readonly number[];
  exited: readonly number[];
  readonly timeBefore: readonly number[];
  readonly sumBefore: number;
  readonly #core: Core;
  /** The plan before any second resolution: it knows why a called state was kept out. */
  readonly #asked: Plan;
  readonly #number: number;
  #cancellation: Cancellation | undefined;
  #after: readonly number[] | undefined;
  #sumAfter: number;

  constructor(core: Core, mutation: Mutation, plan: Plan) {
    this.#core = core;
    this.mutation = mutation;
    this.plan = plan;
    this.#asked = plan;
    this.accepted = plan.accepted;
    this.targets = plan.target;
    this.entered = plan.enters;
    this.exited = plan.exits;
    this.timeBefore = core.clocks;
    this.sumBefore = core.clockSum;
    this.#sumAfter = core.clockSum;
    this.#number = ++count;
  }

  get id(): string {
    return processPart + (this.#number % 0x1_0000_0000).toString(16).padStart(8, '0');
  }

  get machine(): MachineView {
    return this.#core.view;
  }

  get target(): readonly string[] {
    return this.#names(this.targets);
  }

  get enters(): readonly string[] {
    return this.#names(this.entered);
  }

  get exits(): readonly string[] {
    return this.#names(this.exited);
  }

  /** Clocks at the end; before that what they will be if nothing stops the transition. */
  get timeAfter(): readonly number[] {
    if (this.#after !== undefined) return this.#after;
    return this.mutation.check ? this.timeBefore : this.#provisional();
  }

  get sumAfter(): number {
    if (this.#after !== undefined) return this.#sumAfter;
    return this.timeAfter.reduce((sum, tick) => sum + tick, 0);
  }

  get added(): readonly string[] {
    const { timeBefore, timeAfter } = this;
    const fresh = this.targets.filter((state) => isActiveTick(timeAfter[state]) && !isActiveTick(timeBefore[state]));
    const again: number[] = [];
    timeAfter.forEach((tick, state) => {
      if (isActiveTick(tick) && isActiveTick(timeBefore[state]) && tick !== timeBefore[state]) again.push(state);
    });
    return this.#names([...fresh, ...again]);
  }

  get removed(): readonly string[] {
    const { timeAfter } = this;
    return this.#names(this.plan.node.list.filter((state) => !isActiveTick(timeAfter[state])));
  }

  get error(): unknown {
    return (this.mutation.args[EXCEPTION_ARGS] as ExceptionArgs | undefined)?.error;
  }

  get cancellation(): Cancellation | undefined {
    if (this.accepted) return undefined;
    return this.#cancellation ?? this.#relationCancellation();
  }

  get stepCount(): number {
    return this.steps?.length ?? this.plan.trace.steps.length + this.handlerSteps;
  }

  /** Remembers what may stop it; the last one before it stops counts. */
  noteCause(reason: Cancellation['reason'], by: string): void {
    if (this.accepted) this.#cancellation = { reason, by };
  }

  /** Takes over a new plan (the second resolution of an auto transition). */
  replan(plan: Plan): void {
    this.plan = plan;
    this.targets = plan.target;
    this.entered = plan.enters;
    this.exited = plan.exits;
  }

  /** The clocks are final (or final again, after a rollback). */
  settleTime(clocks: readonly number[], sum: number): void {
    this.#after = clocks;
    this.#sumAfter = sum;
  }

  #relationCancellation(): Cancellation | undefined {
    const { schema } = this.#core;
    for (const state of this.#asked.rejected) {
      const drop = this.#asked.trace.drops.get(state);
      if (drop !== undefined) return { reason: drop.reason, by: schema.nameOf(drop.by) };
    }
    return undefined;
  }

  #provisional(): readonly number[] {
    const { timeBefore, targets, mutation } = this;
    const { multi } = this.#core.schema;
    return timeBefore.map((tick, state) => {
      if (!targets.includes(state)) return isActiveTick(tick) ? tick + 1 : tick;
      if (!isActiveTick(tick)) return tick + 1;
      return multi[state] === true && mutation.indexes.includes(state) ? tick + 2 : tick;
    });
  }

  #names(indexes: readonly number[]): readonly string[] {
    return this.mutation.schema.namesOf(indexes);
  }
}

/** Parity is the definition of active (machine specification §9). */
export function isActiveTick(tick = 0): boolean {
  return tick % 2 === 1;
}
