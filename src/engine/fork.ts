import { MachineError } from '../errors.js';
import { coreOf } from './core-of.js';
import type { Core } from './core.js';
import type { MachineEvent } from './event.js';
import type { WaitOptions } from './machine-options.js';
import type { AnyMachine } from './machine.js';
import { isAbort } from './recovery.js';

/** Work in the background; the signal tells it to stop. */
export type Work = (signal: AbortSignal) => unknown;

/**
 * Runs work in the background, after the current mutator has returned (machine specification §14). What it throws, or its
 * promise is rejected with, is added as an error, unless the signal aborted it. Resolves to whether it ran to its end; never
 * rejects. Not run when the signal is aborted by then.
 * @param options signal: @default that of the machine
 */
export async function go(machine: AnyMachine, work: Work, options: WaitOptions = {}): Promise<boolean> {
  const core = coreOf(machine);
  const { signal = machine.signal } = options;
  await Promise.resolve();
  if (signal.aborted || core.disposing) return false;
  return run(core, work, signal);
}

/** As {@link go}, some milliseconds later; the signal ends the waiting as well. */
export async function goAfter(
  machine: AnyMachine,
  delayMs: number,
  work: Work,
  options: WaitOptions = {},
): Promise<boolean> {
  const { signal = machine.signal } = options;
  await passed(delayMs, signal);
  return go(machine, work, { signal });
}

/**
 * Runs work in the background of a handler, unless its event is no longer valid; the signal is by default that of the event,
 * which aborts when the handler's state ends.
 */
export function fork(event: MachineEvent<unknown>, work: Work, options: WaitOptions = {}): Promise<boolean> {
  if (!event.isValid()) return Promise.resolve(false);
  return go(event.machine, work, { signal: options.signal ?? event.signal });
}

/** How many forks run, and may, by handler name; `''` is all together. */
interface Pool {
  readonly limits: Map<string, number>;
  readonly running: Map<string, number>;
}

const ALL = '';
const pools = new WeakMap<Core, Pool>();

/**
 * Limits how many {@link poolFork}s of one handler run at a time, or, without a name, of all handlers together. Throws
 * `INVALID_ARGS` for anything but a whole number from 0 up.
 */
export function setPoolLimit(machine: AnyMachine, limit: number, handlerName = ALL): void {
  if (!Number.isInteger(limit) || limit < 0) {
    throw new MachineError('INVALID_ARGS', `a pool's limit is a whole number from 0 up, got ${String(limit)}`);
  }
  poolOf(coreOf(machine)).limits.set(handlerName, limit);
}

/** As {@link fork}, within the limits of {@link setPoolLimit}; false when one is reached, or the event is no longer valid. */
export function poolFork(event: MachineEvent<unknown>, work: Work, options: WaitOptions = {}): boolean {
  const { limits, running } = poolOf(coreOf(event.machine));
  const names = [event.name, ALL];
  const full = names.some((name) => (running.get(name) ?? 0) >= (limits.get(name) ?? Number.POSITIVE_INFINITY));
  if (full || !event.isValid()) return false;
  const count = (by: number): void => {
    for (const name of names) running.set(name, (running.get(name) ?? 0) + by);
  };
  count(1);
  void fork(event, work, options).then(() => {
    count(-1);
  });
  return true;
}

function poolOf(core: Core): Pool {
  const pool = pools.get(core) ?? { limits: new Map<string, number>(), running: new Map<string, number>() };
  pools.set(core, pool);
  return pool;
}

async function run(core: Core, work: Work, signal: AbortSignal): Promise<boolean> {
  try {
    await work(signal);
    return true;
  } catch (error) {
    if (!signal.aborted || (error !== signal.reason && !isAbort(error))) addError(core, error);
    return false;
  }
}

function addError(core: Core, error: unknown): void {
  try {
    core.addError(error, {});
  } catch (failure) {
    core.observer?.report(core, failure, '[error] a callback failed on the error of work in the background');
  }
}

function passed(delayMs: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, delayMs);
    signal.addEventListener('abort', done);
  });
}
