import { marksOf } from '../metadata/index.js';
import { classOf } from './observed.js';
import type { ObservedMachine } from './observed.js';
import { shared } from './shared-state.js';

/** A machine as it can be given a parent, before its first mutation. */
export interface Adoptable extends ObservedMachine {
  adoptParent(parent: ObservedMachine): void;
}

/**
 * Waits for the member that `@Parent` marks: a field has its value when all constructors are done. Then, before the first
 * mutation, or at the latest in the next microtask, the machine gets its parent and `made` is called.
 * @returns false when there is nothing to wait for
 */
export function awaitsHeldParent(machine: ObservedMachine, made: () => void): boolean {
  if (machine.parent !== undefined || marksOf(classOf(machine)).parent?.member === undefined) return false;
  shared.unfinished.set(machine, made);
  queueMicrotask(() => {
    try {
      complete(machine, true);
    } catch (error) {
      // Nobody is there to catch it: the first mutation throws it.
      shared.unfinished.set(machine, () => {
        throw error;
      });
    }
  });
  return true;
}

/** Its first mutation comes: the member has its value, unless a constructor still runs. */
export function finish(machine: ObservedMachine): void {
  complete(machine, false);
}

function complete(machine: ObservedMachine, constructed: boolean): void {
  const made = shared.unfinished.get(machine);
  if (made === undefined) return;
  const member = marksOf(classOf(machine)).parent?.member ?? '';
  if (!constructed && !(member in machine)) return;
  shared.unfinished.delete(machine);
  const held = (machine as unknown as Record<string, unknown>)[member];
  if (machine.parent === undefined && isMachine(held)) (machine as Adoptable).adoptParent(held);
  made();
}

/** Whether a value is a machine, of whichever copy of the package. */
export function isMachine(value: unknown): value is ObservedMachine {
  return typeof value === 'object' && value !== null && 'bindTracer' in value && 'view' in value;
}
