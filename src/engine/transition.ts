import type {
  Cancellation,
  HandlerCall,
  MachineView,
  MutationView,
  TraceContext,
  TransitionView,
} from '../tracer/index.js';
import type { CompiledSchema } from './compiled-schema.js';
import type { Core } from './core.js';
import type { ClockJournal } from './clock-journal.js';
import { DirectMutation } from './direct-mutation.js';
import { EXCEPTION_ARGS, type ExceptionArgs } from './exception-args.js';
import { NO_ARGS, type Args, type Mutation } from './mutation.js';
import type { Plan } from './plan.js';
import { planOf } from './plan-of.js';
import type { Step } from './step.js';
import { isActiveTick, letTick, sumOf } from './tick.js';
import { TransitionNotes } from './transition-notes.js';

const ACCEPTED = 1;
const COMMITTED = 2;
const COMPLETED = 4;
const CALL = 8;

/** One transition while it runs, and what it was afterwards. What tracers and handlers see is the view part. */
export class Transition implements TransitionView {
  plan: Plan;
  readonly #core: Core;
  readonly #journal: ClockJournal;
  /** Where in the journal it began. */
  readonly #position: number;
  #timeBefore: readonly number[] | undefined;
  readonly #queueTick: number;
  /** What has been settled, in the bits below, and the handlers called, in units of {@link CALL}. */
  #status: number;
  /** Made when somebody asks, unless the mutation had to wait. */
  #mutation: Mutation | DirectMutation | undefined;
  #notes: TransitionNotes | undefined;
  /** The handler call that runs now, where a tracer wants to know. */
  call: HandlerCall | undefined;

  private constructor(core: Core, plan: Plan, queueTick: number, mutation: Mutation | DirectMutation | undefined) {
    this.plan = plan;
    this.#status = plan.accepted ? ACCEPTED : 0;
    this.#core = core;
    this.#journal = core.journal;
    this.#position = this.#journal.length;
    this.#queueTick = queueTick;
    this.#mutation = mutation;
  }

  /** Begins the transition of a mutation taken off the queue. */
  static of(core: Core, mutation: Mutation): Transition {
    return new Transition(core, planOf(core, mutation), mutation.queueTick, mutation);
  }

  /**
   * Begins the transition of a mutation that has not to wait, as if it had been in the queue.
   *
   * @param isTold somebody will ask for the mutation, which is cheaper to make at once
   */
  static atOnce(core: Core, kind: number, called: readonly number[], args: Args, isTold = false): Transition {
    const tick = ++core.queueTick;
    const plan = core.node.plan(kind, called);
    const mutation = isTold || args !== NO_ARGS ? new DirectMutation(plan, args, tick) : undefined;
    return new Transition(core, plan, tick, mutation);
  }

  /** For the engine only: its machine. */
  static coreOf(tx: Transition): Core {
    return tx.#core;
  }

  get accepted(): boolean {
    return (this.#status & ACCEPTED) !== 0;
  }

  /** It will not happen. */
  reject(): void {
    this.#status &= ~ACCEPTED;
  }

  get completed(): boolean {
    return (this.#status & COMPLETED) !== 0;
  }

  /** It is over. */
  complete(): void {
    this.#status |= COMPLETED;
  }

  get handlerCount(): number {
    return Math.floor(this.#status / CALL);
  }

  /** One more handler is called. */
  countCall(): void {
    this.#status += CALL;
  }

  get mutation(): MutationView {
    return (this.#mutation ??= new DirectMutation(this.plan, NO_ARGS, this.#queueTick));
  }

  get args(): Args {
    return this.#mutation === undefined ? NO_ARGS : this.#mutation.args;
  }

  get isCheck(): boolean {
    return this.#mutation !== undefined && this.#mutation.check;
  }

  /** The schema its state indexes belong to. */
  get schema(): CompiledSchema {
    return this.plan.node.memo.schema;
  }

  get id(): string {
    return this.notes.id;
  }

  get idNumber(): number {
    return this.notes.number >>> 0;
  }

  get machine(): MachineView {
    return this.#core.view;
  }

  get notes(): TransitionNotes {
    return (this.#notes ??= new TransitionNotes());
  }

  /** Live: partial acceptance takes states out. */
  get targets(): readonly number[] {
    return this.#notes?.targets ?? this.plan.target;
  }

  set targets(states: readonly number[]) {
    this.notes.targets = states;
  }

  get target(): readonly string[] {
    const targets = this.#notes?.targets;
    return targets === undefined ? this.plan.names.target : this.schema.namesOf(targets);
  }

  get enters(): readonly string[] {
    return this.plan.names.enters;
  }

  get exits(): readonly string[] {
    return this.plan.names.exits;
  }

  get timeBefore(): readonly number[] {
    return (this.#timeBefore ??= this.#core.clocksAt(this.#journal, this.#position));
  }

  /** Clocks at the end; before that what they will be if nothing stops the transition. */
  get timeAfter(): readonly number[] {
    const { timeBefore } = this;
    if (this.#notes?.after !== undefined) return this.#notes.after;
    if ((this.#status & COMMITTED) !== 0) return (this.notes.after = ticked(timeBefore, this.plan));
    return this.isCheck || this.completed ? timeBefore : this.#provisional();
  }

  get sumBefore(): number {
    return sumOf(this.timeBefore);
  }

  get sumAfter(): number {
    return sumOf(this.timeAfter);
  }

  get added(): readonly string[] {
    if (this.#isAsPlanned) return this.plan.names.added;
    const { timeBefore, timeAfter } = this;
    const fresh = this.targets.filter((state) => isActiveTick(timeAfter[state]) && !isActiveTick(timeBefore[state]));
    const again: number[] = [];
    timeAfter.forEach((tick, state) => {
      if (isActiveTick(tick) && isActiveTick(timeBefore[state]) && tick !== timeBefore[state]) again.push(state);
    });
    return this.schema.namesOf([...fresh, ...again]);
  }

  get removed(): readonly string[] {
    if (this.#isAsPlanned) return this.plan.names.removed;
    const { timeAfter } = this;
    return this.schema.namesOf(this.plan.node.list.filter((state) => !isActiveTick(timeAfter[state])));
  }

  get error(): unknown {
    return (this.args[EXCEPTION_ARGS] as ExceptionArgs | undefined)?.error;
  }

  get cancellation(): Cancellation | undefined {
    if (this.accepted) return undefined;
    return this.#notes?.cancellation ?? relationCancellation(this.#notes?.asked ?? this.plan);
  }

  get stepCount(): number {
    return this.steps?.length ?? this.plan.trace.steps.length + this.handlerCount - (this.#notes?.sharedEvents ?? 0);
  }

  /** Recorded steps; undefined when nobody records. */
  get steps(): Step[] | undefined {
    return this.#notes?.steps;
  }

  get queueLength(): number {
    return this.#notes?.queueLength ?? 0;
  }

  get traceContext(): TraceContext | undefined {
    return this.#notes?.traceContext;
  }

  set traceContext(context: TraceContext | undefined) {
    this.notes.traceContext = context;
  }

  get panicked(): boolean {
    return this.#notes?.panicked === true;
  }

  get rolledBack(): boolean {
    return this.#notes?.rolledBack === true;
  }

  /** It still runs and nothing has stopped it. */
  isRunning(): boolean {
    const core = this.#core;
    return this.accepted && !this.completed && core.transition === this && !core.details.disposed;
  }

  /** Remembers what may stop it; the last one before it stops counts. */
  noteCause(reason: Cancellation['reason'], by: string): void {
    if (this.accepted) this.notes.cancellation = { reason, by };
  }

  /** Takes over a new plan (the second resolution of an auto transition). */
  replan(plan: Plan): void {
    if (plan === this.plan) return;
    this.notes.asked ??= this.plan;
    this.notes.targets = undefined;
    this.plan = plan;
  }

  /** The clocks have ticked as planned. */
  commit(): void {
    this.#status |= COMMITTED;
  }

  /** The clocks are final in another way than planned: after a rollback. */
  settleTime(clocks: readonly number[]): void {
    this.notes.after = clocks;
  }

  /** Clock of a state before the commit, or after it. */
  tickOf(state: number, after: boolean): number {
    const tick = this.timeBefore[state] ?? -1;
    const at = after ? this.plan.ticking.indexOf(state) : -1;
    return at === -1 ? tick : tick + (this.plan.ticks[at] as number);
  }

  /** It happened, and nothing was taken back since. */
  get #isAsPlanned(): boolean {
    if ((this.#status & COMMITTED) === 0) return false;
    return this.#notes === undefined || (!this.#notes.rolledBack && this.#notes.targets === undefined);
  }

  #provisional(): readonly number[] {
    const { timeBefore, targets, plan } = this;
    const { multi } = this.schema;
    return timeBefore.map((tick, state) => {
      if (!targets.includes(state)) return isActiveTick(tick) ? tick + 1 : tick;
      if (!isActiveTick(tick)) return tick + 1;
      return multi[state] === true && plan.ask.called.includes(state) ? tick + 2 : tick;
    });
  }
}

function ticked(clocks: readonly number[], plan: Plan): readonly number[] {
  const after = clocks.slice();
  letTick(after, plan);
  return after;
}

function relationCancellation(asked: Plan): Cancellation | undefined {
  const { schema } = asked.node.memo;
  for (const state of asked.rejected) {
    const drop = asked.trace.drops.get(state);
    if (drop !== undefined) return { reason: drop.reason, by: schema.nameOf(drop.by) };
  }
  return undefined;
}
