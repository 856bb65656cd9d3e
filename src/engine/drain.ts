import type { Core } from './core.js';
import { execute } from './execution.js';
import { CANCELED, QUEUED, type Result } from './mutation.js';

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
  core.draining = true;
  core.autoAfterError = 0;
  let first: Result | undefined;
  try {
    for (;;) {
      if (core.disposed) return CANCELED;
      const mutation = core.queue.shift();
      if (mutation === undefined) break;
      const result = execute(core, mutation);
      first ??= result;
      if (!mutation.check && core.transition !== undefined) core.subscriptions?.process(core.transition);
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

/** A callback of the program failed on the way: everything queued has run, now its caller learns of it. */
function throwFailure(core: Core): void {
  const { failure } = core;
  core.failure = undefined;
  if (failure !== undefined) throw failure.error;
}
