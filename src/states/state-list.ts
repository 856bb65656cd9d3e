import { md5 } from './md5.js';

/** How many hexadecimal digits tell two lists of states apart. */
const HASH_DIGITS = 4;

/** The states of the first list that no other list has, in their order, duplicates kept (machine specification §1.1, Q31). */
export function subtractStates<N extends string>(
  states: readonly N[],
  ...others: readonly (readonly string[])[]
): readonly N[] {
  const gone = new Set(others.flat());
  return states.filter((state) => !gone.has(state));
}

/**
 * The states that both lists have, once each, in the order of the first. With a machine's `stateNames` as the second it drops
 * unknown names (`ParseStates`, Q41).
 */
export function sharedStates<N extends string>(states: readonly string[], others: readonly N[]): readonly N[] {
  const shared = new Set<string>(others);
  return [...new Set(states)].filter((state): state is N => shared.has(state));
}

/** Both lists have the same states, whatever their order and duplicates. */
export function sameStates(states: readonly string[], others: readonly string[]): boolean {
  const [a, b] = [new Set(states), new Set(others)];
  return a.size === b.size && [...a].every((state) => b.has(state));
}

/** Four hexadecimal digits that stand for a list of states in its order: the first of the MD5 of the names joined by commas. */
export function hashStates(states: readonly string[]): string {
  return md5(states.join(',')).slice(0, HASH_DIGITS);
}
