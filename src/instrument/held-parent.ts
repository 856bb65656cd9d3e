import { marksOf } from '../metadata/index.js';
import { idOf } from '../tracer/index.js';
import { classOf } from './observed.js';
import type { ObservedMachine } from './observed.js';
import { shared } from './shared-state.js';

/** A machine as it can be given a parent, before its first mutation. */
export interface Adoptable extends ObservedMachine {
  adoptParent(parent: ObservedMachine): void;
}

/** A machine whose parent stands in a member that may have no value yet. */
export interface Unfinished {
  /** Connects the machine with what its class, its scope and its parent ask for; undoes nothing. */
  readonly made: () => void;
  /** It was connected without a parent, as its mutations would be lost otherwise. */
  isConnected: boolean;
}

/**
 * Waits for the member that `@Parent` marks: a field has its value when all constructors are done. Then, before the first
 * mutation, or at the latest in the next microtask, the machine gets its parent and `made` is called. A mutation that comes while
 * the member is not there, in a constructor, or because the compiler left out a field without a value, is observed all the same.
 * @returns false when there is nothing to wait for
 */
export function awaitsHeldParent(machine: ObservedMachine, made: () => void): boolean {
  if (machine.parent !== undefined || marksOf(classOf(machine)).parent?.member === undefined) return false;
  shared.unfinished.set(machine, { made, isConnected: false });
  queueMicrotask(() => {
    try {
      complete(machine, true);
    } catch (error) {
      // Nobody is there to catch it: the first mutation throws it.
      const fail = (): never => {
        throw error;
      };
      shared.unfinished.set(machine, { made: fail, isConnected: false });
    }
  });
  return true;
}

/** Its first mutation comes: the member has its value, unless a constructor still runs. */
export function finish(machine: ObservedMachine): void {
  complete(machine, false);
}

function complete(machine: ObservedMachine, constructed: boolean): void {
  const unfinished = shared.unfinished.get(machine);
  if (unfinished === undefined) return;
  const held = heldBy(machine);
  if (held === undefined && !constructed) {
    connect(unfinished);
    return;
  }
  shared.unfinished.delete(machine);
  if (machine.parent === undefined && isMachine(held?.value)) {
    if (unfinished.isConnected) disconnect(machine);
    unfinished.isConnected = false;
    (machine as Adoptable).adoptParent(held.value);
  }
  connect(unfinished);
}

function connect(unfinished: Unfinished): void {
  if (unfinished.isConnected) return;
  unfinished.isConnected = true;
  unfinished.made();
}

/** As it was before it was connected. */
function disconnect(machine: ObservedMachine): void {
  const observation = shared.observations.get(machine);
  if (observation === undefined) return;
  for (const { tracer } of observation.bound) machine.detachTracer(idOf(tracer));
  shared.pending.delete(machine);
  observation.scope?.withdraw(machine, observation);
}

/** What the member holds; undefined while it is not there, or cannot be read. */
function heldBy(machine: ObservedMachine): { readonly value: unknown } | undefined {
  const member = marksOf(classOf(machine)).parent?.member ?? '';
  try {
    return member in machine ? { value: (machine as unknown as Record<string, unknown>)[member] } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a value is a machine, of whichever copy of the package. */
export function isMachine(value: unknown): value is ObservedMachine {
  return typeof value === 'object' && value !== null && 'bindTracer' in value && 'view' in value;
}
