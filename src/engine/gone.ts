import type { Core } from './core.js';
import { machineHooks } from './hooks.js';

/** The machine is gone: the last its tracers hear of it. */
export function tellGone(core: Core): void {
  core.details.fanOut?.machineDispose(core.view);
  machineHooks()?.disposed?.(core.machine);
}
