import { noteCause, type FanOut, type MutationSource } from '../tracer/index.js';
import { Activations } from './activations.js';
import { attentionOf, MORE } from './attention.js';
import { bindOwn, NO_BINDINGS, recompile } from './bindings.js';
import { ClockJournal } from './clock-journal.js';
import type { CompiledSchema } from './compiled-schema.js';
import { CoreDetails, sharedDetails, NO_DETAILS } from './core-details.js';
import { HandlerTiming } from './handler-timing.js';
import { machineHooks } from './hooks.js';
import type { MachineOptions } from './machine-options.js';
import type { AnyMachine } from './machine.js';
import { CANCELED, type Args, type Mutation, type Result } from './mutation.js';
import { mutate, refuse } from './mutators.js';
import type { Observer } from './observer.js';
import type { PlanMemo } from './plan-memo.js';
import type { PlanNode } from './plan-node.js';
import { MutationQueue } from './queue.js';
import { isAbort, toError } from './recovery.js';
import { ADD } from './relations.js';
import { Subscriptions } from './subscriptions.js';
import { letTick, type Ticking } from './tick.js';
import { EXCEPTION_ARGS } from './exception-args.js';
import type { Transition } from './transition.js';
import { CoreView } from './view.js';

/** Default of {@link MachineOptions.queueLimit}. */
const QUEUE_LIMIT = 1000;

/** A machine without its verbs: everything the parts of the engine share. Never leaves the engine. */
export class Core {
  readonly machine: AnyMachine;
  /** Where the machine stands. */
  node: PlanNode;
  /** Increases when an appended mutation is taken off the queue. */
  queueTick = 1;
  draining = false;
  disposing = false;
  /** The machine's own handlers are known, its parent as well. */
  prepared = false;
  /** Who follows the machine's transitions; see {@link attend}. */
  attention = MORE;
  /** Goes up whenever that may have changed, or who they are. */
  revision = 0;
  observer: Observer | null = null;
  transition: Transition | undefined;
  bindings = NO_BINDINGS;
  details: Readonly<CoreDetails>;
  #clocks: number[];
  /** The clocks are in somebody's hands, or shared with other machines: they are copied before the next tick. */
  #clocksLent = true;
  /** Kept while transitions are made. */
  #journal: ClockJournal | undefined;
  #queue: MutationQueue | undefined;
  #view: CoreView | undefined;

  constructor(machine: AnyMachine, memo: PlanMemo, options: MachineOptions | undefined) {
    this.machine = machine;
    this.node = memo.root;
    this.#clocks = memo.zeros;
    this.details = options === undefined ? NO_DETAILS : new CoreDetails(options);
    // The object may be used for the next machine, with another id.
    if (options?.id !== undefined) this.#view = new CoreView(this);
    const handlerTimeoutMs = options?.handlerTimeoutMs ?? 0;
    if (handlerTimeoutMs > 0) this.ownDetails().timing = new HandlerTiming(this, handlerTimeoutMs);
  }

  get memo(): PlanMemo {
    return this.node.memo;
  }

  get schema(): CompiledSchema {
    return this.node.memo.schema;
  }

  get options(): MachineOptions {
    return this.details.options;
  }

  get disposed(): boolean {
    return this.details.disposed;
  }

  get parityGo(): boolean {
    return this.details.options.parity === 'go';
  }

  get id(): string {
    return this.view.id;
  }

  get view(): CoreView {
    return (this.#view ??= new CoreView(this));
  }

  /** The details, to be changed. */
  ownDetails(): CoreDetails {
    if (this.details.isShared) this.details = this.details.copy();
    return this.details;
  }

  /** Its tracers are these from now on. */
  setFanOut(fanOut: FanOut): void {
    if (this.details.isShared) this.details = sharedDetails(fanOut);
    else this.ownDetails().fanOut = fanOut;
  }

  get queue(): MutationQueue {
    return (this.#queue ??= new MutationQueue());
  }

  /** Mutations waiting. */
  get queueLength(): number {
    return this.#queue === undefined ? 0 : this.#queue.length;
  }

  /** Takes the first mutation off the queue. */
  dequeue(): Mutation | undefined {
    const mutation = this.#queue?.shift();
    if (mutation !== undefined && mutation.queueTick > 0) this.queueTick++;
    return mutation;
  }

  get queueLimit(): number {
    return this.options.queueLimit ?? QUEUE_LIMIT;
  }

  /** Clocks in index order; a list to keep, it never changes. */
  get clocks(): readonly number[] {
    this.#clocksLent = true;
    return this.#clocks;
  }

  /** What transitions read their times off. */
  get journal(): ClockJournal {
    const journal = this.#journal;
    return journal === undefined || journal.isFull ? this.newJournal() : journal;
  }

  /** Lets go of what is made anew by the next transition; those before keep what they need of it. */
  rest(): void {
    this.#journal = undefined;
  }

  // Not `#newJournal`: a private method costs every machine a field.
  private newJournal(): ClockJournal {
    return (this.#journal = new ClockJournal(this.#clocks.slice()));
  }

  /** The clocks after so many moves of a journal. */
  clocksAt(journal: ClockJournal, position: number): readonly number[] {
    return journal === this.#journal && position === journal.length ? this.clocks : journal.at(position);
  }

  /** Clock of one state; -1 for none. */
  tickOf(state: number): number {
    return this.#clocks[state] ?? -1;
  }

  /** What has to wait until all constructors are done; before the first mutation and after {@link forgetOwn}. */
  prepare(): void {
    this.prepared = true;
    bindOwn(this);
    this.attend();
    machineHooks()?.ready?.(this.machine);
  }

  /** Moves to another set of active states and lets states tick. */
  move(node: PlanNode, change: Ticking): void {
    this.node = node;
    if (change.ticking.length === 0) return;
    if (this.#clocksLent) this.copyClocks();
    letTick(this.#clocks, change);
    this.#journal?.push(change);
  }

  private copyClocks(): void {
    this.#clocks = this.#clocks.slice();
    this.#clocksLent = false;
  }

  /** Puts the machine somewhere without a transition. */
  place(node: PlanNode, clocks: readonly number[]): void {
    this.node = node;
    this.#clocks = [...clocks];
    this.#clocksLent = false;
    this.#journal = undefined;
  }

  /** Clocks by name. */
  clock(): Record<string, number> {
    const { names } = this.schema;
    return Object.fromEntries(this.clocks.map((tick, i) => [names[i] as string, tick]));
  }

  /** Puts a mutation first in line; it never counts as appended (machine specification §4.2). */
  prepend(mutation: Mutation): void {
    this.queue.prepend(mutation, this.queueTick);
    this.tellQueued(mutation, 'prepend');
    if (this.draining) this.observer?.postponed(this);
  }

  /** Tells of a mutation in the queue; what is queued because of that comes after it. */
  tellQueued(mutation: Mutation, tag: 'queue' | 'prepend'): void {
    const { observer, draining } = this;
    if (observer === null) return;
    this.draining = true;
    observer.mutationQueued(this, mutation, tag);
    this.draining = draining;
  }

  /** Adds Exception, and a state of its own if given, with the error as argument (machine specification §4.1). */
  addError(
    thrown: unknown,
    detail: { state?: string; args?: Args | undefined; source?: MutationSource | undefined },
  ): Result {
    const { exception } = this.schema;
    const name = this.schema.nameOf(exception);
    const states = detail.state === undefined || detail.state === name ? [name] : [detail.state, name];
    const error = toError(thrown);
    if (this.transition !== undefined) noteCause(error, this.transition.args);
    const args = { ...detail.args, [EXCEPTION_ARGS]: { error, thrown: false } };
    const { source } = detail;
    if (this.disposing) return refuse(this, ADD, states, args, source, 'disposed');
    if (this.details.timing?.isBackingOff === true) return refuse(this, ADD, states, args, source, 'backoff');
    if (this.queueLength >= this.queueLimit) return refuse(this, ADD, states, args, source, 'queue_limit');
    if (isAbort(error)) return CANCELED;
    this.ownDetails().error = error;
    try {
      this.options.onError?.(error);
    } catch (failure) {
      this.fail(failure);
    }
    return mutate(this, ADD, states, args, source);
  }

  /** A callback of the program threw; the first one leaves the outermost mutator. */
  fail(error: unknown): void {
    this.ownDetails().failure ??= { error };
  }

  /** Takes over the same schema in another order, or a larger one, with all that knows states by index. Not while the queue runs. */
  reorder(memo: PlanMemo): void {
    const { schema: old, clocks, node } = this;
    const { index, size } = memo.schema;
    const moved = old.names.map((name, i) => index.get(name) ?? i);
    const reordered = new Array<number>(size).fill(0);
    moved.forEach((state, i) => {
      if (i < old.size) reordered[state] = clocks[i] as number;
    });
    this.place(memo.node(node.list.map((state) => moved[state] as number)), reordered);
    this.details.activations?.reorder(moved);
    this.details.subscriptions?.reorder(moved);
    recompile(this);
    this.forgetOwn();
  }

  /** The activation of a state has not ended; `schema` is the one its index belongs to. */
  lasts({ schema, state, tick }: { schema: CompiledSchema; state: number; tick: number }): boolean {
    return this.tickOf(this.indexIn(schema, state)) === tick;
  }

  /** Today's index of a state of an earlier order of the schema. */
  indexIn(schema: CompiledSchema, state: number): number {
    return schema === this.schema ? state : (this.schema.index.get(schema.nameOf(state)) ?? -1);
  }

  /** The handlers of the machine's own class; looked for again after the constructor. */
  forgetOwn(): void {
    this.prepared = false;
  }

  /** The signal of one activation; -1 for the machine's life. */
  activationSignal(state: number, tick: number): AbortSignal {
    if (this.disposing) return AbortSignal.abort();
    const activations = this.openActivations();
    if (state === -1) return activations.lifeSignal;
    return this.tickOf(state) === tick ? activations.signalOf(state) : AbortSignal.abort();
  }

  openActivations(): Activations {
    const activations = (this.ownDetails().activations ??= new Activations(this));
    this.attend();
    return activations;
  }

  waiters(): Subscriptions {
    const waiters = (this.ownDetails().subscriptions ??= new Subscriptions(this));
    this.attend();
    return waiters;
  }

  /** Works out anew whether anything follows the machine's transitions; to be called when that may have changed. */
  attend(): void {
    this.attention = attentionOf(this);
    this.revision++;
  }
}
