import type { Core } from './core.js';
import type { AnyMachine } from './machine.js';

let read: (machine: AnyMachine) => Core;

/** The class `Machine` tells how to reach its inside; once, when it is loaded, so before there is any machine. */
export function setCoreReader(reader: (machine: AnyMachine) => Core): void {
  read = reader;
}

/** The inside of a machine, for the verbs that are functions. Never leaves the engine. */
export function coreOf(machine: AnyMachine): Core {
  return read(machine);
}
