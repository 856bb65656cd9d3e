import { MachineError } from '../errors.js';
import { HANDLERS, MORE, WATCHED } from './attention.js';
import type { Core } from './core.js';
import { dropQueue } from './drop-queue.js';
import { execute } from './execution.js';
import { tellGone } from './gone.js';
import { executeHandled } from './handled.js';
import { CANCELED, QUEUED, type Result } from './mutation.js';
import { Transition } from './transition.js';
import { executeWatched } from './watched.js';

/** Transitions one drain may run for every place in the queue, and at least. */
const DRAIN_FACTOR = 100;
const DRAIN_LIMIT = 1_000_000;

/**
 * Runs what is queued, to the end (machine specification §4.3); the result is that of the first mutation processed.
 * Re-entrant calls, from handlers and tracers, only queue.
 */
export function drain(core: Core): Result {
  if (core.queueLength === 0 || core.disposing) return CANCELED;
  if (!core.draining) return runQueue(core);
  core.observer?.postponed(core);
  return QUEUED;
}

/**
 * Runs the queue, be it empty; nothing else may run.
 *
 * @param begun a transition that runs before what is queued
 */
export function runQueue(core: Core, begun: Transition | undefined = next(core)): Result {
  core.draining = true;
  if (core.details.autoAfterError > 0) core.ownDetails().autoAfterError = 0;
  let result: Result;
  try {
    result = begun === undefined ? CANCELED : runAll(core, begun);
  } finally {
    core.transition = undefined;
    core.draining = false;
  }
  if (core.attention === WATCHED) core.observer?.fanOut?.queueEnd(core.view);
  else if (core.attention === MORE) tellEnd(core);
  if (core.details.failure !== undefined) throwFailure(core);
  return result;
}

function runAll(core: Core, begun: Transition): Result {
  let tx: Transition | undefined = begun;
  let first: Result | undefined;
  let ran = 0;
  do {
    core.transition = tx;
    const result = core.attention === HANDLERS ? executeHandled(core, tx) : executeOther(core, tx);
    first ??= result;
    if (core.attention === MORE && isOver(core, tx)) return CANCELED;
    if (++ran >= DRAIN_LIMIT && ran >= DRAIN_FACTOR * core.queueLimit) breakLoop(core);
    tx = next(core);
  } while (tx !== undefined);
  return first;
}

function executeOther(core: Core, tx: Transition): Result {
  return core.attention === WATCHED ? executeWatched(core, tx) : execute(core, tx);
}

/** Who waits for what a transition did is told; true when the machine is disposed. */
function isOver({ details }: Core, tx: Transition): boolean {
  if (!tx.isCheck) details.subscriptions?.process(tx);
  return details.disposed;
}

function tellEnd(core: Core): void {
  if (core.details.disposed) {
    tellGone(core);
    return;
  }
  core.observer?.fanOut?.queueEnd(core.view);
  core.details.subscriptions?.queueEnded();
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
  core.observer?.report(core, error, `[error] ${text}`);
  dropQueue(core, 'queue_limit');
  core.details.subscriptions?.recheck();
}

/** A callback of the program failed on the way: everything queued has run, now its caller learns of it. */
function throwFailure(core: Core): void {
  if (core.details.disposed) return;
  const { failure } = core.details;
  core.ownDetails().failure = undefined;
  if (failure !== undefined) throw failure.error;
}
