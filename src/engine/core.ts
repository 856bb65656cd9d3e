import type { MachineView, MutationSource, LogLevel, Selection, Tracer } from '../tracer/index.js';
import { FanOut, SELECT_ALL } from '../tracer/index.js';
import { Activations } from './activations.js';
import type { CompiledSchema } from './compiled-schema.js';
import { tableOf, type HandlerTable } from './handler-table.js';
import { HandlerTiming } from './handler-timing.js';
import type { Binding } from './handlers.js';
import type { AnyMachine, MachineOptions } from './machine.js';
import { CANCELED, type Args, type Mutation, type Result } from './mutation.js';
import { mutate, refuse } from './mutators.js';
import { Observer, OPS } from './observer.js';
import type { PlanMemo, PlanNode } from './plan.js';
import { machineHooks } from './hooks.js';
import { MutationQueue } from './queue.js';
import { isAbort, toError } from './recovery.js';
import { ADD } from './relations.js';
import { Subscriptions } from './subscriptions.js';
import { EXCEPTION_ARGS, type Transition } from './transition.js';
import { CoreView } from './view.js';

/** Default of {@link MachineOptions.queueLimit}. */
const QUEUE_LIMIT = 1000;
const ID_BYTES = 8;

/** A machine without its verbs: everything the parts of the engine share. Never leaves the engine. */
export class Core {
  readonly machine: AnyMachine;
  readonly options: MachineOptions;
  memo: PlanMemo;
  /** Where the machine stands. */
  node: PlanNode;
  /** Clocks in index order; replaced, never changed, so that transitions can keep it. */
  clocks: readonly number[];
  clockSum = 0;
  readonly queue = new MutationQueue();
  draining = false;
  disposing = false;
  disposed = false;
  transition: Transition | undefined;
  error: Error | undefined;
  observer: Observer | null = null;
  subscriptions: Subscriptions | undefined;
  activations: Activations | undefined;
  /** What a callback of the program threw first; thrown out of the outermost mutator once the queue is empty. */
  failure: { readonly error: unknown } | undefined;
  /** Auto mutations in a row that followed an Exception, in this drain. */
  autoAfterError = 0;
  /** Set where handlers have a limit. */
  timing: HandlerTiming | undefined;
  logLevel: LogLevel;
  /** The machine's own handlers are known, its parent as well. */
  prepared = false;
  /** Handlers were bound at some time. */
  everBound = false;
  parent: AnyMachine | undefined;
  readonly parityGo: boolean;
  readonly #base: object;
  #bindings: readonly Binding[] = [];
  #bound = 0;
  #ownNumber: number | undefined;
  #tracers: readonly Tracer[] = [];
  #id: string | undefined;
  #view: MachineView | undefined;

  /** @param base prototype at which the machine's own handlers end */
  constructor(machine: AnyMachine, base: object, memo: PlanMemo, options: MachineOptions) {
    this.machine = machine;
    this.#base = base;
    this.options = options;
    this.parent = options.parent;
    this.memo = memo;
    this.node = memo.root;
    this.clocks = zeros(memo.schema.size);
    this.#id = options.id;
    this.logLevel = options.logLevel ?? 0;
    this.parityGo = options.parity === 'go';
    const { handlerTimeoutMs = 0 } = options;
    this.timing = handlerTimeoutMs > 0 ? new HandlerTiming(this, handlerTimeoutMs) : undefined;
  }

  get schema(): CompiledSchema {
    return this.memo.schema;
  }

  get id(): string {
    return (this.#id ??= randomId());
  }

  get view(): MachineView {
    return (this.#view ??= new CoreView(this));
  }

  get queueLimit(): number {
    return this.options.queueLimit ?? QUEUE_LIMIT;
  }

  get tracers(): readonly Tracer[] {
    return this.#tracers;
  }

  /** Handlers in bind order, the machine's own first. */
  get bindings(): readonly Binding[] {
    return this.#bindings;
  }

  /** What has to wait until all constructors are done; before the first mutation and after {@link forgetOwn}. */
  prepare(): void {
    this.prepared = true;
    this.#resolveOwn();
    machineHooks()?.ready?.(this.machine);
  }

  /** Moves to another set of active states and lets states tick. */
  move(node: PlanNode, ticking: readonly number[], ticks: readonly number[]): void {
    this.node = node;
    if (ticking.length === 0) return;
    const clocks = this.clocks.slice();
    for (let i = 0; i < ticking.length; i++) {
      const tick = ticks[i] as number;
      clocks[ticking[i] as number] = (clocks[ticking[i] as number] as number) + tick;
      this.clockSum += tick;
    }
    this.clocks = clocks;
  }

  /** Clocks by name. */
  clock(): Record<string, number> {
    const { names } = this.schema;
    return Object.fromEntries(this.clocks.map((tick, i) => [names[i] as string, tick]));
  }

  /** Puts a mutation first in line; it never counts as appended (machine specification §4.2). */
  prepend(mutation: Mutation): void {
    this.queue.prepend(mutation);
    this.queued(mutation, 'prepend');
    if (this.draining) this.postponed();
  }

  /** What is queued waits for the running drain. */
  postponed(): void {
    const { length } = this.queue;
    this.observer?.line(OPS, `[postpone] queue running (${String(length)} item${length === 1 ? '' : 's'})`);
  }

  /** Tells who watches that a mutation is in the queue. */
  queued(mutation: Mutation, tag: 'queue' | 'prepend'): void {
    const { observer } = this;
    if (observer === null) return;
    if (observer.level >= OPS) {
      const names = mutation.called.join(' ');
      observer.line(OPS, `[${tag}:${mutation.type}] ${names}${observer.argsText(mutation.args)}`);
    }
    if (observer.fanOut === undefined) return;
    mutation.queuedAt = performance.timeOrigin + performance.now();
    observer.fanOut.mutationQueued(this.view, mutation);
  }

  /** Adds Exception, and a state of its own if given, with the error as argument (machine specification §4.1). */
  addError(
    thrown: unknown,
    detail: { state?: string; args?: Args | undefined; source?: Transition | undefined },
  ): Result {
    const { exception } = this.schema;
    const name = this.schema.nameOf(exception);
    const states = detail.state === undefined || detail.state === name ? [name] : [detail.state, name];
    const error = toError(thrown);
    const args = { ...detail.args, [EXCEPTION_ARGS]: { error, thrown: false } };
    const request = { kind: ADD, states, args, source: detail.source && sourceOf(this, detail.source) };
    if (this.disposing) return refuse(this, request, 'disposed');
    if (this.timing?.isBackingOff === true) return refuse(this, request, 'backoff');
    if (this.queue.length >= this.queueLimit) return refuse(this, request, 'queue_limit');
    if (isAbort(error)) return CANCELED;
    this.error = error;
    try {
      this.options.onError?.(error);
    } catch (failure) {
      this.failure ??= { error: failure };
    }
    return mutate(this, request);
  }

  bind(target: object, id: string | undefined): string {
    const clean = id?.replace(/[^A-Za-z0-9\-_.]/g, '');
    if (!this.prepared) this.#resolveOwn();
    const binding: Binding = {
      id: clean === undefined || clean === '' ? `anon-${randomId().slice(0, 4)}` : clean,
      number: this.#bound++,
      target,
      table: this.#tableOf(target),
      className: target.constructor.name,
    };
    this.#bindings = [...this.#bindings, binding];
    this.observer?.line(OPS, `[handlers] bind ${String(binding.number)}:${binding.id}`);
    this.#markBound();
    return binding.id;
  }

  unbind(id: string): boolean {
    const at = this.bindings.findIndex((binding) => binding.id === id);
    if (at === -1) return false;
    this.#bindings = this.#bindings.filter((_, i) => i !== at);
    this.observer?.line(OPS, `[handlers] detach ${id}`);
    return true;
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
    this.memo = memo;
    this.node = memo.node(node.list.map((state) => moved[state] as number));
    this.clocks = reordered;
    this.activations?.reorder(moved);
    this.subscriptions?.reorder(moved);
    this.#bindings = this.#bindings.map((binding) => ({ ...binding, table: this.#tableOf(binding.target) }));
    this.forgetOwn();
  }

  /** The activation of a state has not ended; `schema` is the one its index belongs to. */
  lasts({ schema, state, tick }: { schema: CompiledSchema; state: number; tick: number }): boolean {
    return this.clocks[this.indexIn(schema, state)] === tick;
  }

  /** Today's index of a state of an earlier order of the schema. */
  indexIn(schema: CompiledSchema, state: number): number {
    return schema === this.schema ? state : (this.schema.index.get(schema.nameOf(state)) ?? -1);
  }

  #tableOf(target: object): HandlerTable {
    return tableOf(target, this.schema, this.#base);
  }

  /** The handlers of the machine's own class; looked for again after the constructor. */
  forgetOwn(): void {
    this.prepared = false;
  }

  bindTracer(tracer: Tracer, selection: Selection = SELECT_ALL): boolean {
    if (this.#tracers.some((bound) => bound === tracer || bound.id === tracer.id)) return false;
    this.#tracers = [...this.#tracers, tracer];
    this.watch();
    this.observer?.fanOut?.machineInit(tracer, this.view, selection);
    // It may have raised its level for this machine.
    this.watch();
    this.observer?.line(OPS, `[tracers] bind ${tracer.id}`);
    return true;
  }

  detachTracer(id: string): boolean {
    const tracer = this.#tracers.find((bound) => bound.id === id);
    if (tracer === undefined) return false;
    this.observer?.line(OPS, `[tracers] detach ${id}`);
    this.observer?.fanOut?.machineDetach(tracer, this.view);
    this.#tracers = this.#tracers.filter((bound) => bound !== tracer);
    this.watch();
    return true;
  }

  /** Makes the observer anew after a change of who watches; null when nobody does. */
  watch(): void {
    const { logger, steps = false, checkSteps = false } = this.options;
    const fanOut = this.#tracers.length === 0 ? undefined : new FanOut(this.#tracers);
    const nobody = fanOut === undefined && !steps && (logger === undefined || this.logLevel === 0);
    this.observer = nobody
      ? null
      : new Observer(this, fanOut, logger, this.logLevel, { on: steps, checks: checkSteps });
  }

  /** The signal of one activation; -1 for the machine's life. */
  activationSignal(state: number, tick: number): AbortSignal {
    const activations = (this.activations ??= new Activations(this));
    if (this.disposing) return AbortSignal.abort();
    if (state === -1) return activations.lifeSignal;
    return this.clocks[state] === tick ? activations.signalOf(state) : AbortSignal.abort();
  }

  waiters(): Subscriptions {
    return (this.subscriptions ??= new Subscriptions(this));
  }

  /** Puts the handlers of the machine's own class first, as they are now. */
  #resolveOwn(): void {
    const { machine } = this;
    const others = this.#bindings.filter((binding) => binding.target !== machine);
    const table = this.#tableOf(machine);
    if (table.isEmpty) {
      this.#bindings = others;
      return;
    }
    this.#ownNumber ??= this.#bound++;
    const className = machine.constructor.name;
    this.#bindings = [{ id: className, number: this.#ownNumber, target: machine, table, className }, ...others];
    this.#markBound();
  }

  #markBound(): void {
    const first = !this.everBound;
    this.everBound = true;
    if (first && this.error !== undefined && this.node.has(this.schema.exception)) this.addError(this.error, {});
  }
}

/** Where a mutation made while this transition runs, or because of it, comes from. */
export function sourceOf(core: Core, tx: Transition): MutationSource {
  return { machineId: core.id, transitionId: tx.id, machineTime: core.transition?.sumBefore ?? 0 };
}

const zeroClocks: (readonly number[])[] = [];

function zeros(size: number): readonly number[] {
  return (zeroClocks[size] ??= new Array<number>(size).fill(0));
}

function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(ID_BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
