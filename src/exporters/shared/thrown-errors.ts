import { MachineError } from '../../errors.js';
import type { ErrorCode } from '../../errors.js';
import type { HandlerCall, TransitionView } from '../../tracer/index.js';

/** Errors of the engine about code that took too long. */
const TIMEOUTS: readonly ErrorCode[] = ['HANDLER_TIMEOUT', 'EVAL_TIMEOUT'];

const rejections = new WeakSet<object>();

/** Remembers what the promise of a handler was rejected with: it waits in the queue like an error of the program. */
export function noteRejection({ settled, error }: HandlerCall): void {
  if (settled === 'error' && typeof error === 'object' && error !== null) rejections.add(error);
}

/** Whether the error a transition carries was thrown, or is about a limit, as opposed to one the program added itself. */
export function carriesThrown({ mutation, error }: TransitionView): boolean {
  // What a handler threw is prepended to the queue, what the program added itself stands in it.
  if (mutation.queueTick === 0) return true;
  if (error instanceof MachineError && TIMEOUTS.includes(error.code)) return true;
  return typeof error === 'object' && error !== null && rejections.has(error);
}
