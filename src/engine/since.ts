import type { Tracer, TransitionView } from '../tracer/index.js';
import { coreOf } from './core-of.js';
import type { Core } from './core.js';
import type { AnyMachine } from './machine.js';
import { bindTracer } from './watching.js';

/** Notes when each state was activated last; a tracer, so that it costs nothing where it was not asked for. */
class SinceTracer implements Tracer {
  readonly id = 'since';
  readonly inheritable = false;
  readonly essential = true;
  readonly since = new Map<string, number>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  transitionFinals(transition: TransitionView): void {
    const { added } = transition;
    if (added.length === 0) return;
    const now = this.#now();
    for (const state of added) this.since.set(state, now);
  }
}

const trackers = new WeakMap<Core, SinceTracer>();

/** Starts noting times; states that are active already have none until they tick. */
export function trackSince(core: Core): SinceTracer {
  const known = trackers.get(core);
  if (known !== undefined) return known;
  const tracker = new SinceTracer(core.options.now ?? Date.now);
  trackers.set(core, tracker);
  bindTracer(core, tracker);
  return tracker;
}

/** Times of all states that have one, for an export. */
export function sinceTimes(core: Core): Readonly<Record<string, number>> | undefined {
  const tracker = trackers.get(core);
  return tracker && Object.fromEntries(tracker.since);
}

/** Takes over the times of an import, instead of all there were. */
export function restoreSince(core: Core, times: Readonly<Record<string, number>>): void {
  const { since } = trackSince(core);
  since.clear();
  for (const [state, time] of Object.entries(times)) since.set(state, time);
}

/**
 * When a state was activated last, in milliseconds since the epoch; a Multi state entered again counts. Undefined without
 * the option `trackSince`, and for a state that was never active since then.
 */
export function activeSince(machine: AnyMachine, state: string): number | undefined {
  return trackers.get(coreOf(machine))?.since.get(state);
}
