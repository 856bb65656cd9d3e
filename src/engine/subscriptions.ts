import type { Core } from './core.js';
import type { Args } from './mutation.js';
import { STATE } from './handler-table.js';
import type { Transition } from './transition.js';
import { argsLabel, numberLabel, statesLabel, tellWait, timesLabel, type WaitLabel } from './wait-label.js';
import { Waiter, type Satisfied } from './waiter.js';

/** Clocks by state name, as queries see them. */
export type Clock = Readonly<Record<string, number>>;

/** What waits for a machine to get somewhere (machine specification §8). All are one-shot. */
export class Subscriptions {
  readonly #core: Core;
  /** Waiters by the states whose ticks can satisfy them. */
  readonly #byState = new Map<number, Set<Waiter>>();
  readonly #queries = new Set<Waiter>();
  readonly #byQueue = new Set<Waiter>();
  readonly #byArgs = new Map<Waiter, Args>();
  readonly #queueEnds = new Set<Waiter>();
  /** Queries asked so far. */
  #asked = 0;

  constructor(core: Core) {
    this.#core = core;
  }

  /** A whenArgs is pending, so final events matter even without handlers. */
  get waitsForArgs(): boolean {
    return this.#byArgs.size > 0;
  }

  /** All (or with `active` false: none) of the states are active. */
  whenActive(states: readonly number[], active: boolean, signal?: AbortSignal): Promise<void> {
    const now = (wanted: readonly number[]): boolean => wanted.every((state) => this.#core.node.has(state) === active);
    if (now(states)) return Promise.resolve();
    const counted = active && this.#core.parityGo;
    const satisfied: Satisfied = counted ? this.#counted(states) : (_tx, wanted) => now(wanted);
    return this.#byTicks(states, satisfied, signal, statesLabel(active));
  }

  /** Every state's clock has reached its value, of which there is one per state; -1 is a state that stays at 0. */
  whenTime(states: readonly number[], times: readonly number[], signal?: AbortSignal): Promise<void> {
    const reached = (wanted: readonly number[]): boolean =>
      wanted.every((state, i) => Math.max(0, this.#core.tickOf(state)) >= (times[i] as number));
    if (reached(states)) return Promise.resolve();
    return this.#byTicks(states, (_tx, wanted) => reached(wanted), signal, timesLabel(times));
  }

  /** The predicate is true after some transition; not evaluated now. The wait fails with what it throws. */
  whenQuery(query: (clock: Clock) => boolean, signal?: AbortSignal): Promise<void> {
    const satisfied = (): boolean => query(this.#core.clock());
    return this.#among(this.#queries, satisfied, signal, numberLabel('whenQuery', this.#asked++));
  }

  /** The queue tick is reached. */
  whenQueue(tick: number, signal?: AbortSignal): Promise<void> {
    const satisfied = (): boolean => this.#core.queueTick >= tick;
    if (satisfied()) return Promise.resolve();
    return this.#among(this.#byQueue, satisfied, signal, numberLabel('whenQueue', tick));
  }

  whenQueueEnds(signal?: AbortSignal): Promise<void> {
    return this.#core.draining ? this.#among(this.#queueEnds, () => true, signal) : Promise.resolve();
  }

  /** The state is entered with at least these arguments (shallow equality). */
  whenArgs(state: number, args: Args, signal?: AbortSignal): Promise<void> {
    const drop = (waiter: Waiter): unknown => this.#byArgs.delete(waiter);
    return this.#wait(new Waiter([state], () => false, drop, signal, argsLabel(args)), signal, (waiter) =>
      this.#byArgs.set(waiter, args),
    );
  }

  /** A final event ran; only `FooState` counts. */
  matchArgs(tx: Transition, kind: number, state: number): void {
    if (kind !== STATE || this.#byArgs.size === 0) return;
    const given = tx.args;
    for (const [waiter, args] of this.#byArgs) {
      if (waiter.states[0] === state && hasArgs(waiter, given, args)) this.#met(waiter);
    }
  }

  /**
   * A transition is over. A canceled one satisfies only waiters for the queue, and those whose states ticked before it was
   * rolled back; in Go it satisfies nobody (Q8, Q13).
   */
  process(tx: Transition): void {
    const { parityGo } = this.#core;
    const ready = new Set<Waiter>();
    if (tx.accepted || (tx.rolledBack && !parityGo)) {
      for (const state of tx.plan.ticking) collect(this.#byState.get(state), tx, ready);
      collect(this.#queries, tx, ready);
    }
    if (tx.accepted || !parityGo) collect(this.#byQueue, tx, ready);
    for (const waiter of ready) this.#met(waiter);
  }

  /** Clocks or queue changed without a transition: resolves the waits for states, times, queries and ticks satisfied now. */
  recheck(): void {
    const waiting = new Set([...this.#byState.values()].flatMap((waiters) => [...waiters]));
    const ready = new Set<Waiter>();
    collect([...waiting, ...this.#queries, ...this.#byQueue], undefined, ready);
    for (const waiter of ready) this.#met(waiter);
  }

  queueEnded(): void {
    for (const waiter of [...this.#queueEnds]) waiter.resolve();
  }

  /** The machine is disposed: everybody waiting goes on. */
  close(): void {
    const lists = [...this.#byState.values(), this.#queries, this.#byQueue, this.#byArgs.keys(), this.#queueEnds];
    for (const waiter of new Set(lists.flatMap((list) => [...list]))) waiter.resolve();
  }

  /** The index order changed: `moved` holds the new index of each old one. */
  reorder(moved: readonly number[]): void {
    const waiting = new Set([...this.#byState.values()].flatMap((waiters) => [...waiters]));
    for (const waiter of [...waiting, ...this.#byArgs.keys()]) {
      waiter.states = waiter.states.map((state) => moved[state] ?? state);
    }
    this.#byState.clear();
    for (const waiter of waiting) this.#listen(waiter);
  }

  /** Go counts activations before deactivations, so a passing combination satisfies (Q7). */
  #counted(states: readonly number[]): Satisfied {
    const matched = new Set(states.filter((state) => this.#core.node.has(state)));
    let counted: Transition | undefined;
    let met = false;
    return (tx) => {
      if (tx === undefined) {
        matched.clear();
        for (const state of states) if (this.#core.node.has(state)) matched.add(state);
        return matched.size === new Set(states).size;
      }
      if (tx === counted) return met;
      counted = tx;
      for (const state of tx.plan.enters) if (states.includes(state)) matched.add(state);
      met = matched.size === new Set(states).size;
      for (const state of tx.plan.exits) matched.delete(state);
      return met;
    };
  }

  /** It came true. */
  #met(waiter: Waiter): void {
    tellWait(this.#core, waiter, true);
    waiter.resolve();
  }

  #byTicks(
    states: readonly number[],
    satisfied: Satisfied,
    signal: AbortSignal | undefined,
    label: WaitLabel,
  ): Promise<void> {
    const drop = (waiter: Waiter): void => {
      for (const state of waiter.states) {
        const waiters = this.#byState.get(state);
        if (waiters?.delete(waiter) === true && waiters.size === 0) this.#byState.delete(state);
      }
    };
    return this.#wait(new Waiter(states, satisfied, drop, signal, label), signal, (waiter) => {
      this.#listen(waiter);
    });
  }

  #among(
    waiters: Set<Waiter>,
    satisfied: Satisfied,
    signal: AbortSignal | undefined,
    label?: WaitLabel,
  ): Promise<void> {
    const drop = (waiter: Waiter): unknown => waiters.delete(waiter);
    return this.#wait(new Waiter([], satisfied, drop, signal, label), signal, (waiter) => waiters.add(waiter));
  }

  #wait(waiter: Waiter, signal: AbortSignal | undefined, enter: (waiter: Waiter) => unknown): Promise<void> {
    if (signal?.aborted === true) return waiter.promise;
    if (this.#core.details.disposed) waiter.resolve();
    else {
      enter(waiter);
      tellWait(this.#core, waiter, false);
    }
    return waiter.promise;
  }

  #listen(waiter: Waiter): void {
    for (const state of waiter.states) {
      const waiters = this.#byState.get(state) ?? new Set();
      this.#byState.set(state, waiters.add(waiter));
    }
  }
}

/** All wanted arguments are given; a wait whose arguments can't be compared fails with that. */
function hasArgs(waiter: Waiter, given: Args, wanted: Args): boolean {
  try {
    return Object.keys(wanted).every((key) => given[key] === wanted[key]);
  } catch (error) {
    waiter.reject(error);
    return false;
  }
}

/** Asks waiters; one whose question throws fails with that, the others are none the wiser. */
function collect(waiters: Iterable<Waiter> | undefined, tx: Transition | undefined, ready: Set<Waiter>): void {
  for (const waiter of waiters ?? []) {
    try {
      if (waiter.satisfied(tx, waiter.states)) ready.add(waiter);
    } catch (error) {
      waiter.reject(error);
    }
  }
}
