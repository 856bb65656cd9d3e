import { FORM } from '../copies.js';
import type { MachineOptions } from './machine-options.js';
import type { AnyMachine } from './machine.js';

/** What instrumentation wants to know of machines; the one seam between it and the engine. */
export interface MachineHooks {
  /** A machine is being made: its own tracers are bound, no transition has run, fields of subclasses are not set. */
  created(machine: AnyMachine, options: MachineOptions): void;
  /** Its first mutation comes: constructors are done. May come again after its state order changed. */
  ready?(machine: AnyMachine): void;
  /** A method is named like a handler, but of a state there is not; once per class and schema, when its handlers are bound. */
  misnamed?(machine: AnyMachine, text: string): void;
  /** Whether `evaluate` adds an error where it can't run, for a machine whose options do not say. */
  detectsEval?(machine: AnyMachine): boolean;
  /** A machine is gone. */
  disposed?(machine: AnyMachine): void;
}

const KEY = Symbol.for(`statescope.machineHooks.${FORM}`);
const registry = globalThis as { [KEY]?: MachineHooks | undefined };

/** Sets the hooks for the whole process, for both module formats of this package. */
export function setMachineHooks(hooks: MachineHooks | undefined): void {
  registry[KEY] = hooks;
}

/** The hooks in force. */
export function machineHooks(): MachineHooks | undefined {
  return registry[KEY];
}
