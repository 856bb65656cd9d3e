import type { Core } from './core.js';
import type { Args } from './mutation.js';
import { STATE } from './handler-table.js';
import type { Transition } from './transition.js';

/** Clocks by state name, as queries see them. */
export type Clock = Readonly<Record<string, number>>;

/** Tells whether a waiter is satisfied; `before` are the states that were active before the transition, if one just ran. */
type Satisfied = (before?: (state: number) => boolean) => boolean;

interface Waiter {
  readonly satisfied: Satisfied;
  readonly resolve: () => void;
}

interface ArgsWaiter extends Waiter {
  readonly state: number;
  readonly args: Args;
}

/** What waits for a machine to get somewhere (machine specification §8). All are one-shot. */
export class Subscriptions {
  readonly #core: Core;
  /** Waiters by the states whose ticks can satisfy them. */
  readonly #byState = new Map<number, Set<Waiter>>();
  readonly #always = new Set<Waiter>();
  readonly #byArgs = new Set<ArgsWaiter>();
  readonly #queueEnds = new Set<Waiter>();

  constructor(core: Core) {
    this.#core = core;
  }

  /** A whenArgs is pending, so final events matter even without handlers. */
  get waitsForArgs(): boolean {
    return this.#byArgs.size > 0;
  }

  /** All (or with `active` false: none) of the states are active. */
  whenActive(states: readonly number[], active: boolean, signal?: AbortSignal): Promise<void> {
    const { node } = this.#core;
    const satisfied: Satisfied = (before) =>
      states.every((state) => {
        const now = this.#core.node.has(state) === active;
        // Go counts activations before deactivations (Q7).
        return now || (active && this.#core.parityGo && before?.(state) === true);
      });
    if (states.every((state) => node.has(state) === active)) return Promise.resolve();
    return this.#wait(states, satisfied, signal);
  }

  /** Every state's clock has reached its value. */
  whenTime(states: readonly number[], times: readonly number[], signal?: AbortSignal): Promise<void> {
    const satisfied: Satisfied = () =>
      states.every((state, i) => (this.#core.clocks[state] ?? 0) >= (times[i] ?? Number.POSITIVE_INFINITY));
    return satisfied() ? Promise.resolve() : this.#wait(states, satisfied, signal);
  }

  /** The predicate is true after some transition; not evaluated now. */
  whenQuery(query: (clock: Clock) => boolean, signal?: AbortSignal): Promise<void> {
    return this.#add(this.#always, () => query(this.#core.clock()), signal);
  }

  /** The queue tick is reached. */
  whenQueue(tick: number, signal?: AbortSignal): Promise<void> {
    const satisfied: Satisfied = () => this.#core.queue.tick >= tick;
    return satisfied() ? Promise.resolve() : this.#add(this.#always, satisfied, signal);
  }

  whenQueueEnds(signal?: AbortSignal): Promise<void> {
    return this.#core.draining ? this.#add(this.#queueEnds, () => true, signal) : Promise.resolve();
  }

  /** The state is entered with at least these arguments (shallow equality). */
  whenArgs(state: number, args: Args, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiter: ArgsWaiter = { state, args, satisfied: () => false, resolve };
      this.#byArgs.add(waiter);
      onAbort(signal, () => {
        this.#byArgs.delete(waiter);
        reject(signal?.reason as Error);
      });
    });
  }

  /** A final event ran; only `FooState` counts. */
  matchArgs(tx: Transition, kind: number, state: number): void {
    if (kind !== STATE || this.#byArgs.size === 0) return;
    for (const waiter of this.#byArgs) {
      const { args } = tx.mutation;
      if (waiter.state !== state || !Object.keys(waiter.args).every((key) => args[key] === waiter.args[key])) continue;
      this.#byArgs.delete(waiter);
      waiter.resolve();
    }
  }

  /** A transition is over. Canceled ones satisfy only waiters for the queue, and those whose states were rolled back. */
  process(tx: Transition): void {
    const { parityGo, node } = this.#core;
    if (!tx.accepted && parityGo) return;
    const ready = new Set<Waiter>();
    const before = (state: number): boolean => tx.plan.node.has(state);
    if (tx.accepted || tx.rolledBack) {
      const moved = [...tx.plan.ticking];
      for (const state of moved) {
        for (const waiter of this.#byState.get(state) ?? []) if (waiter.satisfied(before)) ready.add(waiter);
      }
    }
    void node;
    for (const waiter of this.#always) if (waiter.satisfied(before)) ready.add(waiter);
    for (const waiter of ready) this.#finish(waiter);
  }

  queueEnded(): void {
    const ended = [...this.#queueEnds];
    this.#queueEnds.clear();
    for (const waiter of ended) waiter.resolve();
  }

  /** The machine is disposed: everybody waiting goes on. */
  close(): void {
    const all = new Set<Waiter>([...this.#always, ...this.#byArgs, ...this.#queueEnds]);
    for (const waiters of this.#byState.values()) for (const waiter of waiters) all.add(waiter);
    this.#byState.clear();
    this.#always.clear();
    this.#byArgs.clear();
    this.#queueEnds.clear();
    for (const waiter of all) waiter.resolve();
  }

  #wait(states: readonly number[], satisfied: Satisfied, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = { satisfied, resolve };
      for (const state of states) {
        const waiters = this.#byState.get(state) ?? new Set();
        this.#byState.set(state, waiters.add(waiter));
      }
      onAbort(signal, () => {
        this.#drop(waiter);
        reject(signal?.reason as Error);
      });
    });
  }

  #add(set: Set<Waiter>, satisfied: Satisfied, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = { satisfied, resolve };
      set.add(waiter);
      onAbort(signal, () => {
        set.delete(waiter);
        reject(signal?.reason as Error);
      });
    });
  }

  #finish(waiter: Waiter): void {
    this.#drop(waiter);
    this.#always.delete(waiter);
    waiter.resolve();
  }

  #drop(waiter: Waiter): void {
    for (const [state, waiters] of this.#byState) {
      if (waiters.delete(waiter) && waiters.size === 0) this.#byState.delete(state);
    }
  }
}

function onAbort(signal: AbortSignal | undefined, drop: () => void): void {
  if (signal === undefined) return;
  if (signal.aborted) drop();
  else signal.addEventListener('abort', drop, { once: true });
}
