import { marksOf } from '../metadata/index.js';
import type { ClassLike } from '../metadata/index.js';
import type { ObservedMachine } from './observed.js';
import type { Observation } from './shared-state.js';

/** What a scope observed so far, by class name; grows with the number of classes, not of machines. */
export class ScopeReport {
  readonly #bound = new Map<string, number>();
  readonly #orphans = new Set<string>();

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
    return [...this.#orphans];
  }

  /** A machine was taken in. */
  adopted(Class: ClassLike, machine: ObservedMachine, observation: Observation): void {
    if (observation.bound.length > 0) this.#bound.set(Class.name, (this.#bound.get(Class.name) ?? 0) + 1);
    if (machine.parent === undefined && marksOf(Class).parent !== undefined) this.#orphans.add(Class.name);
  }
}
