import type { MachineOptions } from '../engine/index.js';
import type { Tracer } from '../tracer/index.js';
import { holds } from './observed.js';
import type { ObservedMachine } from './observed.js';
import { shared } from './shared-state.js';

/**
 * Options of a machine that has the tracers of another one, by hand: those of the parent in its order, except what is not
 * inheritable, then those of the options; and the parent's `logArgs`, unless the options have some (telemetry specification
 * §7.1). No rule of inheritance is asked. The parent itself is not set: with the option `parent` too, nothing is bound twice.
 * @param options left as they are
 */
export function optsWithParentTracers(options: MachineOptions, parent: ObservedMachine): MachineOptions {
  const tracers: Tracer[] = parent.tracers.filter(({ inheritable }) => inheritable !== false);
  for (const tracer of options.tracers ?? []) if (!holds(tracers, tracer)) tracers.push(tracer);
  const logArgs = options.logArgs ?? shared.logArgs.get(parent);
  return { ...options, tracers, ...(logArgs !== undefined && { logArgs }) };
}
