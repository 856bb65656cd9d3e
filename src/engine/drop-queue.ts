import type { RejectionReason } from '../tracer/index.js';
import type { Core } from './core.js';

/**
 * Drops what waits and tells the tracers. Go hands the ticks of what was dropped out again, so that a wait for one may end too
 * late, or never; here they count as reached.
 */
export function dropQueue(core: Core, reason: RejectionReason): void {
  const waiting = [...core.queue];
  core.queue.clear();
  if (!core.parityGo) core.queueTick += waiting.filter((mutation) => mutation.queueTick > 0).length;
  for (const mutation of waiting) core.details.fanOut?.mutationRejected(core.view, mutation, reason);
}
