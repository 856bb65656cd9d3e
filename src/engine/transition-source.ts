import type { MutationSource } from '../tracer/index.js';
import type { Core } from './core.js';

/** Where a mutation made while this transition runs, or because of it, comes from. */
export function sourceOf(core: Core, transition: { readonly id: string }): MutationSource {
  return { machineId: core.id, transitionId: transition.id, machineTime: core.transition?.sumBefore ?? 0 };
}
