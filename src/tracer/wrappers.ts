import type { Tracer } from './tracer.js';
import type { HandlerCall } from './views.js';

/** What a handler did; empty until it ran. */
type Ran<R> = { readonly result: R } | { readonly thrown: unknown };

/**
 * Runs a handler inside every wrapper, the first one outermost. The handler runs exactly once, whatever wrappers do: one that
 * throws is stepped over, one that does not call `run` is made up for. What the handler throws passes by the wrappers.
 */
export function runWrapped<R>(
  wrappers: readonly Tracer[],
  call: HandlerCall,
  run: () => R,
  failed: (tracer: Tracer, callback: string, error: unknown) => void,
): R {
  const ran: Ran<R>[] = [];
  const inner = (at: number): R => {
    if (ran.length > 0) return resultOf(ran);
    const tracer = wrappers[at];
    if (tracer?.runInHandler === undefined) {
      ran.push(attempt(run));
      return resultOf(ran);
    }
    try {
      tracer.runInHandler(call, () => inner(at + 1));
    } catch (error) {
      failed(tracer, 'runInHandler', error);
    }
    return inner(at + 1);
  };
  inner(0);
  const [outcome] = ran;
  if (outcome !== undefined && 'thrown' in outcome) throw outcome.thrown;
  return resultOf(ran);
}

function attempt<R>(run: () => R): Ran<R> {
  try {
    return { result: run() };
  } catch (thrown) {
    return { thrown };
  }
}

/** What wrappers are handed; nothing when the handler threw. */
function resultOf<R>([ran]: readonly Ran<R>[]): R {
  return (ran !== undefined && 'result' in ran ? ran.result : undefined) as R;
}
