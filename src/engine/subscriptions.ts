import type { Core } from './core.js';
import type { Args } from './mutation.js';
import { STATE } from './handler-table.js';
import type { Transition } from './transition.js';

/** Clocks by state name, as queries see them. */
export type Clock = Readonly<Record<string, number>>;

/** Tells whether a waiter is satisfied, after a transition that ticked one of its states. */
type Satisfied = (tx: Transition) => boolean;

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
  readonly #queries = new Set<Waiter>();
  readonly #byQueue = new Set<Waiter>();
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
    const now = (): boolean => states.every((state) => this.#core.node.has(state) === active);
    if (now()) return Promise.resolve();
    return this.#wait(states, active && this.#core.parityGo ? this.#counted(states) : now, signal);
  }

  /** Every state's clock has reached its value. */
  whenTime(states: readonly number[], times: readonly number[], signal?: AbortSignal): Promise<void> {
    const satisfied = (): boolean =>
      states.every((state, i) => (this.#core.clocks[state] ?? 0) >= (times[i] ?? Number.POSITIVE_INFINITY));
    return satisfied() ? Promise.resolve() : this.#wait(states, satisfied, signal);
  }

  /** The predicate is true after some transition; not evaluated now. */
  whenQuery(query: (clock: Clock) => boolean, signal?: AbortSignal): Promise<void> {
    return this.#add(this.#queries, () => query(this.#core.clock()), signal);
  }

  /** The queue tick is reached. */
  whenQueue(tick: number, signal?: AbortSignal): Promise<void> {
    const satisfied = (): boolean => this.#core.queue.tick >= tick;
    return satisfied() ? Promise.resolve() : this.#add(this.#byQueue, satisfied, signal);
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

  /**
   * A transition is over. A canceled one satisfies only waiters for the queue, and those whose states ticked before it was
   * rolled back; in Go it satisfies nobody (Q8, Q13).
   */
  process(tx: Transition): void {
    const ready = new Set<Waiter>();
    const ask = (waiters: Iterable<Waiter>): void => {
      for (const waiter of waiters) if (waiter.satisfied(tx)) ready.add(waiter);
    };
    const { parityGo } = this.#core;
    if (tx.accepted || (tx.rolledBack && !parityGo)) {
      for (const state of tx.plan.ticking) ask(this.#byState.get(state) ?? []);
      ask(this.#queries);
    }
    if (tx.accepted || !parityGo) ask(this.#byQueue);
    for (const waiter of ready) this.#finish(waiter);
  }

  queueEnded(): void {
    const ended = [...this.#queueEnds];
    this.#queueEnds.clear();
    for (const waiter of ended) waiter.resolve();
  }

  /** The machine is disposed: everybody waiting goes on. */
  close(): void {
    const all = new Set<Waiter>([...this.#queries, ...this.#byQueue, ...this.#byArgs, ...this.#queueEnds]);
    for (const waiters of this.#byState.values()) for (const waiter of waiters) all.add(waiter);
    this.#byState.clear();
    this.#queries.clear();
    this.#byQueue.clear();
    this.#byArgs.clear();
    this.#queueEnds.clear();
    for (const waiter of all) waiter.resolve();
  }

  /** Go counts activations before deactivations, so a passing combination satisfies (Q7). */
  #counted(states: readonly number[]): Satisfied {
    const matched = new Set(states.filter((state) => this.#core.node.has(state)));
    let counted: Transition | undefined;
    let met = false;
    return (tx) => {
      if (tx === counted) return met;
      counted = tx;
      for (const state of tx.entered) if (states.includes(state)) matched.add(state);
      met = matched.size === new Set(states).size;
      for (const state of tx.exited) matched.delete(state);
      return met;
    };
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
    this.#queries.delete(waiter);
    this.#byQueue.delete(waiter);
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
