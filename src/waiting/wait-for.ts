import { EXCEPTION, type AnyMachine } from '../engine/index.js';
import { MachineError } from '../errors.js';
import { delay, systemTimers, type Timers } from './timers.js';

/**
 * Something to wait for: a promise, or a function that starts to wait and stops when the signal aborts, as in
 * `(signal) => machine.when('Ready', { signal })`. Only the second kind leaves nothing behind when the wait ends early.
 */
export type Wait = PromiseLike<unknown> | ((signal: AbortSignal) => PromiseLike<unknown>);

/** Options of {@link waitForAll} and {@link waitForAny}. */
export interface WaitForOptions {
  /** @default none: waits as long as it takes */
  readonly timeoutMs?: number;
  /** Ends the wait at once: it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Ends the wait when one of these machines has, or gets, an `Exception`: it rejects with that machine's error. @default none */
  readonly failWith?: AnyMachine | readonly AnyMachine[];
  /** @default the time of the process */
  readonly timers?: Timers;
}

/**
 * Waits for all (machine specification §15). Rejects with `TIMEOUT`, the reason of the signal, the error of a machine, or what
 * one of the waits was rejected with.
 */
export async function waitForAll(waits: readonly Wait[], options: WaitForOptions = {}): Promise<void> {
  await bounded(waits, options, (promises) => Promise.all(promises));
}

/** Waits for the first, and resolves with its position in the list; rejects as {@link waitForAll} does (Q42). */
export function waitForAny(waits: readonly Wait[], options: WaitForOptions = {}): Promise<number> {
  return bounded(waits, options, (promises) => Promise.race(promises.map((promise, i) => promise.then(() => i))));
}

async function bounded<T>(
  waits: readonly Wait[],
  options: WaitForOptions,
  combine: (promises: readonly Promise<unknown>[]) => Promise<T>,
): Promise<T> {
  options.signal?.throwIfAborted();
  const over = new AbortController();
  const { signal } = over;
  try {
    const ends = endsOf(options, signal);
    const promises = waits.map(async (wait) => (typeof wait === 'function' ? wait(signal) : wait));
    const all = [combine(promises), ...ends];
    // The losers of the race are rejected when it is over; nobody is to hear of that.
    for (const promise of [...promises, ...all]) promise.catch(() => undefined);
    return await Promise.race(all);
  } finally {
    over.abort();
  }
}

/** What ends a wait early, each a promise that is only ever rejected. */
function endsOf(options: WaitForOptions, over: AbortSignal): readonly Promise<never>[] {
  const { timeoutMs, signal, failWith = [], timers = systemTimers } = options;
  const machines = Array.isArray(failWith) ? (failWith as readonly AnyMachine[]) : [failWith as AnyMachine];
  const ends = machines.map((machine) => failureOf(machine, over));
  if (timeoutMs !== undefined) ends.push(timeout(timeoutMs, timers, over));
  if (signal !== undefined) ends.push(aborted(signal, over));
  return ends;
}

async function timeout(timeoutMs: number, timers: Timers, over: AbortSignal): Promise<never> {
  await delay(timeoutMs, timers, over);
  throw new MachineError('TIMEOUT', `waited for ${timeoutMs} ms`);
}

async function failureOf(machine: AnyMachine, over: AbortSignal): Promise<never> {
  await machine.when(EXCEPTION, { signal: over });
  if (machine.is(EXCEPTION) && machine.err !== undefined) throw machine.err;
  // Disposed without an error: the other waits end by themselves.
  return new Promise<never>(() => undefined);
}

function aborted(signal: AbortSignal, over: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true, signal: over });
  });
}
