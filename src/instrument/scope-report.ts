import { marksOf } from '../metadata/index.js';
import type { ClassLike } from '../metadata/index.js';
import type { ObservedMachine } from './observed.js';
import type { Observation } from './shared-state.js';

/** What a scope observed so far, by class name; grows with the number of classes, not of machines. */
export class ScopeReport {
  readonly #bound = new Map<string, number>();
  readonly #orphans = new Map<string, number>();

  /** Machines bound to at least one tracer since the start, by class. */
  get classes(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#bound);
  }

  /** Machines bound to at least one tracer since the start. */
  get machines(): number {
    let sum = 0;
    for (const count of this.#bound.values()) sum += count;
    return sum;
  }

  /** Classes marked `@Parent` with a machine that was made without a parent, and so inherited nothing. */
  get withoutParent(): readonly string[] {
    return [...this.#orphans.keys()];
  }

  /** A machine was taken in. */
  adopted(Class: ClassLike, machine: ObservedMachine, observation: Observation): void {
    if (observation.bound.length > 0) count(this.#bound, Class.name, 1);
    if (isOrphan(Class, machine)) count(this.#orphans, Class.name, 1);
  }

  /** What {@link adopted} counted is taken back. */
  withdrawn(Class: ClassLike, machine: ObservedMachine, observation: Observation): void {
    if (observation.bound.length > 0) count(this.#bound, Class.name, -1);
    if (isOrphan(Class, machine)) count(this.#orphans, Class.name, -1);
  }
}

function count(counts: Map<string, number>, name: string, change: 1 | -1): void {
  const sum = (counts.get(name) ?? 0) + change;
  if (sum > 0) counts.set(name, sum);
  else counts.delete(name);
}

function isOrphan(Class: ClassLike, machine: ObservedMachine): boolean {
  return machine.parent === undefined && marksOf(Class).parent !== undefined;
}
