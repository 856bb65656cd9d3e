/// <reference lib="esnext.disposable" preserve="true" />
import { MachineError } from '../errors.js';
import { FanOut, type LogLevel, type MachineView, type Selection, type Tracer } from '../tracer/index.js';
import { bind, endHandlersAt, unbind, type BindingOptions } from './bindings.js';
import { setCoreReader } from './core-of.js';
import { Core } from './core.js';
import { dispose, whenEnded } from './disposal.js';
import { mutationSource } from './event-source.js';
import { machineHooks } from './hooks.js';
import { checkOptions, type MachineOptions, type MutationOptions, type WaitOptions } from './machine-options.js';
import { CANCELED, type Args, type Result } from './mutation.js';
import { check, indexesOf, mutate, toggleKind } from './mutators.js';
import type { ArgsOf, KnownStates, MutationRest, NamesIn, schemaType, StateOf } from './names.js';
import { DECISIONS } from './observer.js';
import { orderStates } from './order-states.js';
import { endWith } from './parent-signal.js';
import { ADD, REMOVE, SET } from './relations.js';
import { compileSchema } from './schema-cache.js';
import type { Schema } from './schema.js';
import { trackSince } from './since.js';
import type { Clock } from './subscriptions.js';
import { checkType, wrongTimes } from './wait-input.js';
import { bindTracer, detachTracer, watch } from './watching.js';

/** A machine whatever its schema. */
export type AnyMachine = Machine;

/** What {@link Machine.of} makes: a base class for machines of one schema. */
export interface MachineBase<S extends Schema> {
  new (options?: MachineOptions): Machine<S>;
  readonly schema: S;
  readonly groups: StateGroupsOf<S> | undefined;
}

/** What {@link Machine.of} knows of a schema besides its states. */
export interface MachineShape<S extends Schema> {
  /** See `defineGroups`. */
  readonly groups?: StateGroupsOf<S>;
  /** The index order of the states, as `verifyStates` fixes it for one machine; `Exception` must be listed. @default alphabetical */
  readonly names?: readonly StateOf<S>[];
}

/** Groups of a schema's states by name, in the order they are shown; they have no effect on mutations. */
export type StateGroupsOf<S extends Schema> = Readonly<Record<string, readonly StateOf<S>[]>>;

/**
 * A machine: states that can be active together, relations between them, handlers as methods. Everything is synchronous:
 * a mutator returns when the queue is empty, except in a handler or tracer, where it queues and returns the queue tick.
 * Base class: `class Feed extends Machine.of(schema)`.
 */
export class Machine<S extends Schema = Schema> {
  declare readonly [schemaType]?: S;
  readonly #core: Core;

  static {
    setCoreReader((machine) => machine.#core);
    endHandlersAt(Machine.prototype);
  }

  /**
   * Makes a base class whose machines have this schema. State, handler and argument types follow from it.
   * A contradiction in the schema becomes an `Exception` of each machine, it does not throw (machine specification §2.1).
   * Throws `SCHEMA` for `names` that are not all of the states.
   */
  static of<S extends Schema>(schema: S, shape: MachineShape<S> = {}): MachineBase<S> {
    if (shape.names !== undefined) compileSchema(schema, shape.names);
    return class extends Machine<S> {
      static readonly schema = schema;
      static readonly groups = shape.groups;
      constructor(options?: MachineOptions) {
        super(schema, options, shape);
      }
    };
  }

  constructor(schema: S, options?: MachineOptions, shape?: MachineShape<S>) {
    const { parsed, memo } = compileSchema(schema, shape?.names);
    if (options !== undefined) checkOptions(options);
    const core = new Core(this as unknown as AnyMachine, memo, options);
    this.#core = core;
    if (options !== undefined) watch(core);
    for (const tracer of options?.tracers ?? []) bindTracer(core, tracer);
    machineHooks()?.created(core.machine, core.options);
    if (options?.trackSince === true) trackSince(core);
    core.observer?.cycleLine(core);
    if (options?.signal !== undefined) endWith(core, options.signal);
    if (parsed.error === undefined) return;
    core.addError(parsed.error, {});
    core.forgetOwn();
  }

  get id(): string {
    return this.#core.id;
  }

  get parent(): AnyMachine | undefined {
    return this.#core.details.parent;
  }

  /** What tracers see of this machine. */
  get view(): MachineView {
    return this.#core.view;
  }

  /** The last error; stays when `Exception` is removed. */
  get err(): Error | undefined {
    return this.#core.details.error;
  }

  get queueTick(): number {
    return this.#core.queueTick;
  }

  /** Mutations waiting. */
  get queueLength(): number {
    return this.#core.queueLength;
  }

  get isDisposed(): boolean {
    return this.#core.details.disposed;
  }

  /** Tracers bound now. */
  get tracers(): readonly Tracer[] {
    return (this.#core.details.fanOut ?? FanOut.none).bound;
  }

  /** State names in index order. */
  get stateNames(): readonly StateOf<S>[] {
    return this.view.stateNames;
  }

  /** Activates states. Arguments are required for states that declare them. Throws `STATE_MISSING`. */
  add<A extends string | readonly string[]>(
    states: KnownStates<S, A>,
    ...rest: MutationRest<S, NamesIn<A>, MutationOptions>
  ): Result;
  add(states: string | readonly string[], args?: unknown, options?: MutationOptions): Result {
    return mutate(this.#core, ADD, states, args as Args | undefined, options && mutationSource(options.source));
  }

  /** Deactivates states. Throws `STATE_MISSING`. */
  remove(states: StateOf<S> | readonly StateOf<S>[], args?: Args, options?: MutationOptions): Result {
    return mutate(this.#core, REMOVE, states, args, options && mutationSource(options.source));
  }

  /** Activates these states and deactivates all others. Throws `STATE_MISSING`. */
  set<A extends string | readonly string[]>(
    states: KnownStates<S, A>,
    ...rest: MutationRest<S, NamesIn<A>, MutationOptions>
  ): Result;
  set(states: string | readonly string[], args?: unknown, options?: MutationOptions): Result {
    return mutate(this.#core, SET, states, args as Args | undefined, options && mutationSource(options.source));
  }

  /** Removes the states when all of them are active, adds them otherwise. Throws `STATE_MISSING`. */
  toggle(states: StateOf<S> | readonly StateOf<S>[], args?: Args, options?: MutationOptions): Result {
    const kind = toggleKind(this.#core, states);
    return mutate(this.#core, kind, states, args, options && mutationSource(options.source));
  }

  /** Whether adding would be accepted: negotiation runs, nothing changes. Throws `STATE_MISSING`. */
  canAdd(states: StateOf<S> | readonly StateOf<S>[], args?: Args): Result {
    return check(this.#core, ADD, states, args);
  }

  /** Whether removing would be accepted. Throws `STATE_MISSING`. */
  canRemove(states: StateOf<S> | readonly StateOf<S>[], args?: Args): Result {
    return check(this.#core, REMOVE, states, args);
  }

  /** Activates `Exception`, and an error state of the schema if given, with the error. An `AbortError`, and no error, is ignored. */
  addErr(error: unknown, state?: StateOf<S>, args?: Args, options?: MutationOptions): Result {
    if (error === undefined || error === null) return CANCELED;
    const source = mutationSource(options?.source);
    return this.#core.addError(error, { ...(state !== undefined && { state }), args, source });
  }

  /** All of these are active; false for an unknown name, true for none. */
  is(...states: readonly StateOf<S>[]): boolean {
    const { node, schema } = this.#core;
    for (const state of states) if (!node.has(schema.index.get(state) ?? notFound(this.#core, state))) return false;
    return true;
  }

  /** None of these is active. Throws `STATE_MISSING`. */
  not(...states: readonly StateOf<S>[]): boolean {
    return indexesOf(this.#core, states).every((state) => !this.#core.node.has(state));
  }

  /** At least one of these is active. */
  any(...states: readonly StateOf<S>[]): boolean {
    return states.some((state) => this.is(state));
  }

  /** Whether the schema has all of these. */
  has(...states: readonly string[]): boolean {
    return states.every((state) => this.#core.schema.index.has(state));
  }

  /** Active states in the order of the last target. */
  activeStates(): readonly StateOf<S>[] {
    return this.view.activeStates();
  }

  /** Clock of a state: odd is active. */
  tick(state: StateOf<S>): number {
    return this.view.tick(state);
  }

  /** Clocks of all states in index order. */
  time(): readonly number[] {
    return this.#core.clocks;
  }

  /** Clocks by state name. */
  clock(): Clock {
    return this.#core.clock();
  }

  /** Resolves when all of these are active, or the machine is disposed. Throws `STATE_MISSING`. */
  when(states: StateOf<S> | readonly StateOf<S>[], options?: WaitOptions): Promise<void> {
    return this.#core.waiters().whenActive(indexesOf(this.#core, states), true, options?.signal);
  }

  /** Resolves when none of these is active, or the machine is disposed. Throws `STATE_MISSING`. */
  whenNot(states: StateOf<S> | readonly StateOf<S>[], options?: WaitOptions): Promise<void> {
    return this.#core.waiters().whenActive(indexesOf(this.#core, states), false, options?.signal);
  }

  /** Resolves when every clock has reached its time. Lists of different length, and times that are no numbers, become an `Exception`. */
  whenTime(states: readonly StateOf<S>[], times: readonly number[], options?: WaitOptions): Promise<void> {
    const wrong = wrongTimes(states, times);
    if (wrong !== undefined) {
      this.addErr(wrong);
      return Promise.resolve();
    }
    return this.#core.waiters().whenTime(indexesOrNone(this.#core, states), times, options?.signal);
  }

  /** Resolves when the state has ticked `ticks` times from now. */
  whenTicks(state: StateOf<S>, ticks: number, options?: WaitOptions): Promise<void> {
    return this.whenTime([state], [this.tick(state) + ticks], options);
  }

  /** Resolves at the next activation of the state, not counting the current one. */
  whenNextActive(state: StateOf<S>, options?: WaitOptions): Promise<void> {
    return this.whenTicks(state, this.is(state) ? 2 : 1, options);
  }

  /** Resolves when the state is entered with at least these arguments. Throws `STATE_MISSING`, and `INVALID_ARGS` for no object. */
  whenArgs<K extends StateOf<S>>(state: K, args: Partial<ArgsOf<S, K>>, options?: WaitOptions): Promise<void> {
    const [index] = indexesOf(this.#core, state);
    checkType('whenArgs', args, 'object');
    return this.#core.waiters().whenArgs(index as number, args, options?.signal);
  }

  /** Resolves when the predicate is true after some transition. It must be pure; the wait fails with what it throws. */
  whenQuery(query: (clock: Clock) => boolean, options?: WaitOptions): Promise<void> {
    checkType('whenQuery', query, 'function');
    return this.#core.waiters().whenQuery(query, options?.signal);
  }

  /** Resolves when a queued mutation, named by its result, was processed. */
  whenQueue(tick: Result, options?: WaitOptions): Promise<void> {
    checkType('whenQueue', tick, 'number');
    return this.#core.waiters().whenQueue(tick, options?.signal);
  }

  /** Resolves when the queue is empty; at once when nothing runs. */
  whenQueueEnds(options?: WaitOptions): Promise<void> {
    return this.#core.waiters().whenQueueEnds(options?.signal);
  }

  /** Resolves when `Exception` is active. */
  whenErr(options?: WaitOptions): Promise<void> {
    return this.when('Exception', options);
  }

  /** Resolves when the machine is disposed and the callbacks of its end are done. */
  whenDisposed(options?: WaitOptions): Promise<void> {
    return whenEnded(this.#core, options?.signal);
  }

  /** Aborts when the state ticks next, whether it is active or not. Throws `STATE_MISSING`. */
  stateSignal(state: StateOf<S>): AbortSignal {
    const [index] = indexesOf(this.#core, state);
    return this.#core.activationSignal(index as number, this.#core.tickOf(index as number));
  }

  /** Aborts when the machine is disposed. */
  get signal(): AbortSignal {
    return this.#core.activationSignal(-1, 0);
  }

  /**
   * Fixes the index order of the states; `Exception` must be listed. Throws `SCHEMA` for unknown or missing names, and in
   * handlers and tracers, while the queue runs. Active states, waits and signals stay.
   * @default alphabetical
   */
  verifyStates(names: readonly StateOf<S>[]): void {
    orderStates(this.#core, names);
  }

  /** Binds another object's methods as handlers; returns the binding's id. */
  bindHandlers(handlers: object, options: BindingOptions = {}): string {
    return bind(this.#core, handlers, options);
  }

  /** Takes a binding away. Throws `BINDING` for an unknown id. */
  detachHandlers(id: string): void {
    if (!unbind(this.#core, id)) throw new MachineError('BINDING', `handlers not bound: ${id}`);
  }

  /** Binds a tracer; false when it, or one with its id, is bound already. */
  bindTracer(tracer: Tracer, selection?: Selection): boolean {
    return bindTracer(this.#core, tracer, selection);
  }

  /** Takes a tracer away; false when none has this id. */
  detachTracer(id: string): boolean {
    return detachTracer(this.#core, id);
  }

  /**
   * Sets the level of the machine's log lines, for its logger and for tracers, which get none above it; 0 leaves tracers to
   * their own. A tracer whose class is marked with a lower level keeps to that.
   */
  setLogLevel(level: LogLevel): void {
    this.#core.ownDetails().logLevel = level;
    watch(this.#core);
  }

  /** Logs a line of the user's own at level external; line breaks become spaces. */
  log(text: string): void {
    this.#core.observer?.line(this.#core, 1, `[exter] ${text.replace(/\r?\n/g, ' ')}`);
  }

  /** Gives a machine that was made without a parent one, before its first mutation. Throws `PARENT` when it has one, and for one below it. */
  adoptParent(parent: AnyMachine): void {
    const core = this.#core;
    const { parent: known } = core.details;
    if (known !== undefined) throw new MachineError('PARENT', `${core.id} has the parent ${known.id} already`);
    for (let above: AnyMachine | undefined = parent; above !== undefined; above = above.parent) {
      // Not by its core: it may be a machine of the other copy of the package.
      if (above === (this as unknown as AnyMachine))
        throw new MachineError('PARENT', `${core.id} can't be above itself`);
    }
    core.ownDetails().parent = parent;
  }

  /** Makes a submachine: a machine with this one as its parent. */
  submachine<M>(Class: new (options?: MachineOptions) => M, options?: Omit<MachineOptions, 'parent'>): M {
    return new Class({ ...options, parent: this as unknown as AnyMachine });
  }

  /** Removes `Start`, lets the queue run empty, then ends the machine: mutators return canceled. Idempotent. */
  dispose(): Promise<void> {
    return dispose(this.#core);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  /** Active states with their clocks, for instance `(A:1 B:3)`. */
  toString(): string {
    const { clocks, schema, node } = this.#core;
    const active = clocks.flatMap((tick, i) => (node.has(i) ? `${schema.nameOf(i)}:${String(tick)}` : []));
    return `(${active.join(' ')})`;
  }
}

// Functions, as a private method costs every machine a field.

function notFound(core: Core, state: string): number {
  core.observer?.line(core, DECISIONS, `[is] state ${state} not found`);
  return -1;
}

function indexesOrNone({ schema }: Core, states: readonly string[]): readonly number[] {
  return states.map((state) => schema.index.get(state) ?? -1);
}
