import { MachineError } from '../errors.js';
import type { Core } from './core.js';
import { dropQueue } from './drop-queue.js';
import { execute } from './execution.js';
import { CANCELED, QUEUED, type Result } from './mutation.js';
import { Transition } from './transition.js';

/** Transitions one drain may run for every place in the queue, and at least. */
const DRAIN_FACTOR = 100;
const DRAIN_LIMIT = 1_000_000;

/**
 * Runs what is queued, to the end (machine specification §4.3); the result is that of the first mutation processed.
 * Re-entrant calls, from handlers and tracers, only queue.
 */
export function drain(core: Core, begun?: Transition): Result {
  if (begun === undefined) {
    if (core.queueLength === 0 || core.disposing) return CANCELED;
    if (core.draining) {
      core.postponed();
      return QUEUED;
    }
  }
  return runQueue(core, begun);
}

/**
 * Runs the queue, be it empty; nothing else may run.
 *
 * @param begun a transition that runs before what is queued
 */
export function runQueue(core: Core, begun?: Transition): Result {
  core.draining = true;
  if (core.details.autoAfterError > 0) core.ownDetails().autoAfterError = 0;
  let first: Result | undefined;
  let tx = begun ?? next(core);
  let ran = 0;
  try {
    while (tx !== undefined) {
      core.transition = tx;
      const result = execute(core, tx);
      first ??= result;
      if (!tx.isCheck) core.details.subscriptions?.process(tx);
      if (++ran >= DRAIN_LIMIT && ran >= DRAIN_FACTOR * core.queueLimit) breakLoop(core);
      if (core.details.disposed) return CANCELED;
      tx = next(core);
    }
  } finally {
    core.transition = undefined;
    core.draining = false;
  }
  core.observer?.fanOut?.queueEnd(core.view);
  core.details.subscriptions?.queueEnded();
  if (core.details.failure !== undefined) throwFailure(core);
  return first ?? CANCELED;
}

function next(core: Core): Transition | undefined {
  const mutation = core.dequeue();
  return mutation === undefined ? undefined : Transition.of(core, mutation);
}

/** Handlers keep queueing what makes them run again: what waits is dropped, the outermost mutator throws. */
function breakLoop(core: Core): void {
  const [mutation] = core.queue;
  if (mutation === undefined) return;
  const asked = `${mutation.type} ${mutation.called.join(' ')}`;
  const text = `${core.id} goes round in circles: handlers queue mutations without end, the next was ${asked}`;
  const error = new MachineError('STATE_LOOP', text);
  core.ownDetails().error = error;
  core.fail(error);
  core.observer?.report(error, `[error] ${text}`);
  dropQueue(core, 'queue_limit');
  core.details.subscriptions?.recheck();
}

/** A callback of the program failed on the way: everything queued has run, now its caller learns of it. */
function throwFailure(core: Core): void {
  const { failure } = core.details;
  core.ownDetails().failure = undefined;
  if (failure !== undefined) throw failure.error;
}
