import { EXCEPTION, type Schema, type StateOf } from '../engine/index.js';
import { MachineError } from '../errors.js';

/** Groups of states by name, in the order they are shown. They have no effect on mutations (machine specification §2.5). */
export type StateGroups<N extends string = string> = Readonly<Record<string, readonly N[]>>;

/** Groups as exporters send them: indexes into the state names of a machine, and the order of the groups. */
export interface GroupIndexes {
  readonly groups: Readonly<Record<string, readonly number[]>>;
  readonly order: readonly string[];
}

/** The group of a schema's own states, and one for each set that was mixed in. */
export type StateSetGroups<S extends Schema, M> = { readonly [K in 'self' | keyof M]: readonly StateOf<S>[] };

/** Names of a schema's states, in the order they were declared. */
export function stateNamesOf<S extends Schema>(schema: S): readonly (keyof S & string)[] {
  return Object.keys(schema);
}

/**
 * Declares groups of a schema's states; the compiler checks the names. Groups of a state set that is mixed in come along by
 * spreading: `defineGroups(schema, { ...otherGroups, Busy: ['Downloading'] })`.
 * Throws `STATE_UNKNOWN` for a name that the schema does not have.
 */
export function defineGroups<S extends Schema, const G extends StateGroups<StateOf<S>>>(schema: S, groups: G): G {
  const known = new Set([...Object.keys(schema), EXCEPTION]);
  for (const [group, states] of Object.entries(groups)) {
    const unknown = states.filter((state) => !known.has(state));
    if (unknown.length === 0) continue;
    throw new MachineError('STATE_UNKNOWN', `group ${group} names ${unknown.join(', ')}, not defined in its schema`);
  }
  return groups;
}

/**
 * The groups that follow from what a schema is composed of: `self`, the states of its own, then one group per state set that
 * was mixed in, under the name given (machine specification §2.5).
 */
export function stateSetGroups<S extends Schema, const M extends Readonly<Record<string, Schema>>>(
  schema: S,
  sets: M,
): StateSetGroups<S, M> {
  const names = Object.keys(schema);
  const mixedIn = new Set(Object.values(sets).flatMap((set) => Object.keys(set)));
  const groups = Object.entries(sets).map(
    ([group, set]) => [group, Object.keys(set).filter((name) => names.includes(name))] as const,
  );
  const own = names.filter((name) => !mixedIn.has(name));
  return Object.fromEntries([['self', own] as const, ...groups]) as unknown as StateSetGroups<S, M>;
}

/** Groups by the indexes of their states in `names`, a machine's `stateNames`; names that are not there are left out. */
export function indexGroups(groups: StateGroups, names: readonly string[]): GroupIndexes {
  const indexed = Object.entries(groups).map(([group, states]) => {
    const indexes = states.map((state) => names.indexOf(state)).filter((index) => index >= 0);
    return [group, indexes] as const;
  });
  return { groups: Object.fromEntries(indexed), order: Object.keys(groups) };
}
