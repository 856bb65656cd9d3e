import { MachineError } from '../errors.js';
import type { Core } from './core.js';
import { dropQueue } from './drop-queue.js';
import { execute } from './execution.js';
import { CANCELED, QUEUED, type Result } from './mutation.js';

/** Transitions one drain may run for every place in the queue, and at least. */
const DRAIN_FACTOR = 100;
const DRAIN_LIMIT = 1_000_000;

/**
 * Runs what is queued, to the end (machine specification §4.3); the result is that of the first mutation processed.
 * Re-entrant calls, from handlers and tracers, only queue.
 */
export function drain(core: Core): Result {
  if (core.queue.length === 0 || core.disposing) return CANCELED;
  if (core.draining) {
    core.postponed();
    return QUEUED;
  }
  return runQueue(core);
}

/** Runs the queue, be it empty; nothing else may run. */
export function runQueue(core: Core): Result {
  core.draining = true;
  core.autoAfterError = 0;
  let first: Result | undefined;
  let left = Math.max(DRAIN_LIMIT, DRAIN_FACTOR * core.queueLimit);
  try {
    for (;;) {
      if (core.disposed) return CANCELED;
      const mutation = core.queue.shift();
      if (mutation === undefined) break;
      const result = execute(core, mutation);
      first ??= result;
      if (!mutation.check && core.transition !== undefined) core.subscriptions?.process(core.transition);
      if (--left === 0) breakLoop(core);
    }
  } finally {
    core.transition = undefined;
    core.draining = false;
  }
  core.observer?.fanOut?.queueEnd(core.view);
  core.subscriptions?.queueEnded();
  if (core.failure !== undefined) throwFailure(core);
  return first ?? CANCELED;
}

/** Handlers keep queueing what makes them run again: what waits is dropped, the outermost mutator throws. */
function breakLoop(core: Core): void {
  const [next] = core.queue;
  if (next === undefined) return;
  const asked = `${next.type} ${next.called.join(' ')}`;
  const text = `${core.id} goes round in circles: handlers queue mutations without end, the next was ${asked}`;
  const error = new MachineError('STATE_LOOP', text);
  core.error = error;
  core.failure ??= { error };
  core.observer?.report(error, `[error] ${text}`);
  dropQueue(core, 'queue_limit');
  core.subscriptions?.recheck();
}

/** A callback of the program failed on the way: everything queued has run, now its caller learns of it. */
function throwFailure(core: Core): void {
  const { failure } = core;
  core.failure = undefined;
  if (failure !== undefined) throw failure.error;
}
