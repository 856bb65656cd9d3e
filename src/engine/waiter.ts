import type { Transition } from './transition.js';
import type { WaitLabel } from './wait-label.js';

/** Tells whether a wait is over, after a transition or an import; `states` are the indexes it waits for. */
export type Satisfied = (tx: Transition | undefined, states: readonly number[]) => boolean;

/** One wait for a machine: settled once, by the machine or by the signal of the one who waits. Leaves no listener behind. */
export class Waiter {
  readonly promise: Promise<void>;
  readonly satisfied: Satisfied;
  /** Indexes of the states whose ticks can end the wait; changed when the machine's order changes. */
  states: readonly number[];
  #resolve!: () => void;
  #reject!: (reason: unknown) => void;
  #signal: AbortSignal | undefined;
  readonly #drop: (waiter: Waiter) => void;

  /** @param drop takes it out of where it waits; called once, however it ends */
  constructor(
    states: readonly number[],
    satisfied: Satisfied,
    drop: (waiter: Waiter) => void,
    signal: AbortSignal | undefined,
    readonly label?: WaitLabel,
  ) {
    this.states = states;
    this.satisfied = satisfied;
    this.#drop = drop;
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    if (signal === undefined) return;
    if (signal.aborted) {
      this.#reject(signal.reason);
      return;
    }
    this.#signal = signal;
    signal.addEventListener('abort', this.#aborted);
  }

  resolve(): void {
    this.#leave();
    this.#resolve();
  }

  reject(reason: unknown): void {
    this.#leave();
    this.#reject(reason);
  }

  readonly #aborted = (): void => {
    this.reject(this.#signal?.reason);
  };

  #leave(): void {
    this.#signal?.removeEventListener('abort', this.#aborted);
    this.#drop(this);
  }
}
