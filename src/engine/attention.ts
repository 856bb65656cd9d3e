import type { Core } from './core.js';

/** Nothing follows the machine's transitions: `bare.ts` runs them. */
export const NOBODY = 0;
/** The handlers of one object do, and nothing else: `handled.ts` runs them. */
export const HANDLERS = 1;
/** Anything more: `execution.ts` runs them. */
export const MORE = 2;

/** Who follows a machine's transitions. */
export function attentionOf(core: Core): number {
  const { subscriptions, activations, everBound, options, timing } = core.details;
  const isPlain =
    core.observer === null &&
    !core.disposing &&
    subscriptions === undefined &&
    activations === undefined &&
    timing === undefined &&
    options.onChange === undefined &&
    core.queueLimit >= 1;
  if (!isPlain) return MORE;
  if (!everBound) return NOBODY;
  return core.bindings.only === undefined || core.parityGo ? MORE : HANDLERS;
}
