import type { Machine, Schema, StateOf } from '../engine/index.js';
import { listOf } from './_list.js';

/** What a machine should be like; all given parts have to hold (machine specification §15). */
export interface Condition<S extends Schema> {
  /** All of these are active. */
  readonly is?: StateOf<S> | readonly StateOf<S>[];
  /** At least one of these is active, or one of these lists as a whole. */
  readonly any?: readonly (StateOf<S> | readonly StateOf<S>[])[];
  /** None of these is active. */
  readonly not?: StateOf<S> | readonly StateOf<S>[];
  /** These clocks have been reached. */
  readonly clock?: { readonly [K in StateOf<S>]?: number };
}

/**
 * The condition holds now; a condition without parts does. Names the machine does not have are not active, at clock 0. To wait for
 * it: `machine.whenQuery(() => meets(machine, condition))`.
 */
export function meets<S extends Schema>(machine: Machine<S>, condition: Condition<S>): boolean {
  const { is = [], any, not = [], clock = {} } = condition;
  return (
    machine.is(...listOf(is)) &&
    listOf(not).every((state) => !machine.is(state)) &&
    (any === undefined || any.some((states) => machine.is(...listOf(states)))) &&
    Object.entries<number>(clock as Readonly<Record<string, number>>).every(
      ([state, tick]) => machine.tick(state as StateOf<S>) >= tick,
    )
  );
}
