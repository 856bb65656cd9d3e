import type { ObservedMachine } from './observed.js';
import { shared } from './shared-state.js';
import { whereabouts } from './whereabouts.js';

/** Has `evaluate` add an error where it can't run, for a machine and its submachines, without any telemetry that says so. */
export function detectEvals(machine: ObservedMachine): void {
  shared.detecting.add(machine);
}

/** What the configuration of its telemetry says of a machine, or who bound it or one above it by hand. */
export function detectsEval(machine: ObservedMachine): boolean {
  return whereabouts(machine).scope?.detectEval === true || isBoundSo(machine);
}

function isBoundSo(machine: ObservedMachine): boolean {
  return shared.detecting.has(machine) || (machine.parent !== undefined && isBoundSo(machine.parent));
}
