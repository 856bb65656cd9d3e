import type { Machine } from './machine.js';
import type { StateOf } from './names.js';
import type { Schema } from './schema.js';

/**
 * The first of these states that is active, in the order given; undefined when none is (machine specification §10). For `switch`,
 * over states of which one is active at a time, whose cases the compiler then checks: `switch (firstActive(feed, ['Ready', 'Downloading']))`.
 * An unknown name is not active.
 */
export function firstActive<S extends Schema, const K extends StateOf<S>>(
  machine: Machine<S>,
  ...groups: readonly (K | readonly K[])[]
): K | undefined {
  return (groups.flat() as K[]).find((state) => machine.is(state));
}
