import { reportTracerError, watchResult } from './failures.js';
import type { Tracer } from './tracer.js';
import type { HandlerCall } from './views.js';

/** Calls the wrapper of one tracer. */
export type Wrap = (tracer: Tracer, call: HandlerCall, run: () => unknown) => unknown;

const wrapPlain: Wrap = (tracer, call, run) => tracer.runInHandler?.(call, run);

/**
 * Runs a handler inside every wrapper, the first one outermost. The handler runs exactly once, whatever wrappers do: one that
 * throws is stepped over, one that does not call `run` is made up for. What the handler throws passes by the wrappers.
 */
export function runWrapped<R>(wrappers: readonly Tracer[], call: HandlerCall, run: () => R, wrap: Wrap = wrapPlain): R {
  let hasRun = false;
  let hasThrown = false;
  let outcome: unknown;
  /** What the handler gave; wrappers are handed nothing when it threw. */
  const inner = (at: number): unknown => {
    if (hasRun) return hasThrown ? undefined : outcome;
    const tracer = wrappers[at];
    if (tracer === undefined) {
      hasRun = true;
      try {
        outcome = run();
      } catch (thrown) {
        hasThrown = true;
        outcome = thrown;
      }
      return hasThrown ? undefined : outcome;
    }
    try {
      const result = wrap(tracer, call, () => inner(at + 1));
      // A promise made of the handler's own rejects with it, which is no failure of the wrapper, but nobody else sees it.
      if (result !== undefined && result !== outcome) watchWrapped(tracer, result, outcome);
    } catch (error) {
      reportTracerError(tracer, 'runInHandler', error);
    }
    return inner(at + 1);
  };
  inner(0);
  // Set within a closure, which the compiler does not follow.
  if (hasThrown as boolean) throw outcome;
  return outcome as R;
}

function watchWrapped(tracer: Tracer, result: unknown, outcome: unknown): void {
  const isOfHandler = typeof outcome === 'object' && outcome !== null && 'then' in outcome;
  if (!isOfHandler) watchResult(tracer, 'runInHandler', result);
  else if (result instanceof Promise) result.catch(() => undefined);
}
