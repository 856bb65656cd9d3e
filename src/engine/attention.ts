import type { Core } from './core.js';

/** Nothing follows the machine's transitions: `bare.ts` runs them. */
export const NOBODY = 0;
/** The handlers of one object do: `handled.ts` runs them. */
export const HANDLERS = 1;
/** Tracers do who want neither steps nor lines of operations, and the handlers of one object at most: `handled.ts` as well. */
export const WATCHED = 2;
/** Anything more: `execution.ts` runs them. */
export const MORE = 3;

/** Who follows a machine's transitions. */
export function attentionOf(core: Core): number {
  const { subscriptions, activations, everBound, options, timing } = core.details;
  const { observer, bindings } = core;
  const isPlain =
    observer?.isDemanding !== true &&
    !core.disposing &&
    subscriptions === undefined &&
    activations === undefined &&
    timing === undefined &&
    options.onChange === undefined &&
    core.queueLimit >= 1;
  if (!isPlain) return MORE;
  if (observer === null && !everBound) return NOBODY;
  if (bindings.list.length > 1 || core.parityGo) return MORE;
  return observer === null ? HANDLERS : WATCHED;
}
