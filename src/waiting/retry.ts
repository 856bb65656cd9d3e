import {
  CANCELED,
  type Machine,
  type MutationOptions,
  type KnownStates,
  type MutationRest,
  type NamesIn,
  type Result,
  type Schema,
  type WaitOptions,
} from '../engine/index.js';
import { delay, systemTimers, type Timers } from './timers.js';

/** Options of {@link addWithRetry}. */
export interface RetryOptions extends MutationOptions, WaitOptions {
  /** How often to add, the first time included. @default 10 */
  readonly tries?: number;
  /** Wait before the second try; doubled before each further one. @default 100 */
  readonly delayMs?: number;
  /** No single wait is longer. @default 5000 */
  readonly maxDelayMs?: number;
  /** No try starts later than this after the first. @default 5000 */
  readonly maxTotalMs?: number;
  /** @default the time of the process */
  readonly timers?: Timers;
}

/**
 * Adds states again and again until that is not canceled, waiting longer each time; resolves with the last result (machine
 * specification §15). Gives up when the tries or the time are used up, or the machine is disposed. Rejects with
 * `STATE_MISSING`, and with the reason of the signal.
 */
export async function addWithRetry<S extends Schema, A extends string | readonly string[]>(
  machine: Machine<S>,
  states: KnownStates<S, A>,
  ...rest: MutationRest<S, NamesIn<A>, RetryOptions>
): Promise<Result> {
  const options: RetryOptions = rest[1] ?? {};
  const { tries = 10, maxDelayMs = 5000, maxTotalMs = 5000, timers = systemTimers, signal } = options;
  const startedMs = timers.now();
  let delayMs = Math.min(options.delayMs ?? 100, maxDelayMs);
  signal?.throwIfAborted();
  for (let tried = 1; ; tried++) {
    const result = machine.add(states, ...(rest as MutationRest<S, NamesIn<A>, MutationOptions>));
    const isLast = tried >= tries || timers.now() - startedMs + delayMs > maxTotalMs;
    if (result !== CANCELED || isLast || machine.isDisposed) return result;
    await delay(delayMs, timers, signal);
    delayMs = Math.min(delayMs * 2, maxDelayMs);
  }
}
