import type { Schema, StateDefinition } from '../engine/index.js';

/** Relations of a state, all lists of state names. */
const RELATIONS = ['require', 'add', 'remove', 'after'] as const;
type RelationKey = (typeof RELATIONS)[number];

/** The states of several schemas, where a later definition replaces an earlier one. */
export type MergedSchema<A, Rest extends readonly unknown[]> = Rest extends readonly [infer B, ...infer More]
  ? MergedSchema<
      { readonly [K in keyof A | keyof B]: K extends keyof B ? B[K] : K extends keyof A ? A[K] : never },
      More
    >
  : A;

/** Names in one list of a definition. */
type Names<D, K extends string> = D extends { readonly [P in K]: readonly (infer N)[] } ? N : never;

type Arguments<D> = D extends { readonly args: infer T } ? { readonly args: T } : unknown;

/** A state with the relations of two definitions. */
export type ExtendedState<B, O> = {
  readonly auto?: boolean;
  readonly multi?: boolean;
  readonly tags?: readonly string[];
} & { readonly [K in RelationKey]?: readonly (Names<B, K> | Names<O, K>)[] } & (B extends { readonly args: unknown }
    ? Arguments<B>
    : Arguments<O>);

/** What may be set over a state's definition: everything but its tags. */
export type StateOverlay = Omit<StateDefinition, 'tags'>;

/**
 * The states of all schemas; a later definition replaces an earlier one of the same name wholesale, relations are not merged
 * (machine specification §2.4). A deep copy. `defineSchema(mergeSchemas(a, b))` has the compiler check that every relation
 * names one of the states.
 */
export function mergeSchemas<A extends Schema, Rest extends readonly Schema[]>(
  first: A,
  ...rest: Rest
): MergedSchema<A, Rest> {
  const all = [first, ...rest].flatMap((schema) => Object.entries(schema));
  return Object.fromEntries(all.map(([name, state]) => [name, copyState(state)])) as MergedSchema<A, Rest>;
}

/**
 * A state with more relations: flags are or-ed, each list is the union, the base's names first. Tags stay the base's, as do
 * arguments where the base declares some (machine specification §2.4).
 */
export function extendState<const B extends StateDefinition, const O extends StateOverlay>(
  base: B,
  overlay: O,
): ExtendedState<B, O> {
  const lists = RELATIONS.flatMap((relation) => {
    const [own, more] = [base[relation], overlay[relation]];
    return own === undefined && more === undefined ? [] : [[relation, union(own, more)] as const];
  });
  const auto = base.auto === true || overlay.auto === true;
  const multi = base.multi === true || overlay.multi === true;
  const args = base.args ?? overlay.args;
  return {
    ...(auto && { auto }),
    ...(multi && { multi }),
    ...Object.fromEntries(lists),
    ...(base.tags && { tags: [...base.tags] }),
    ...(args && { args }),
  } as unknown as ExtendedState<B, O>;
}

/**
 * A state in which what the overlay has replaces what the base has: flags, whole relation lists, arguments. What the overlay
 * leaves out, and the tags, stay (machine specification §2.4).
 */
export function overrideState<const B extends StateDefinition, const O extends StateOverlay>(
  base: B,
  overlay: O,
): Omit<B, keyof O> & Omit<O, 'tags'> {
  const given = Object.entries<unknown>(overlay).filter(([key, value]) => key !== 'tags' && value !== undefined);
  return copyState({ ...base, ...Object.fromEntries(given) }) as Omit<B, keyof O> & Omit<O, 'tags'>;
}

/** All states a state has relations to: Add, After, Require, Remove, in this order (machine specification §2.4). */
export function adjacentStates<N extends string>(state: StateDefinition<N>): readonly N[] {
  return [...(state.add ?? []), ...(state.after ?? []), ...(state.require ?? []), ...(state.remove ?? [])];
}

/** With `map`, every name in the relations is replaced. */
export function copyState(state: StateDefinition, map: (name: string) => string = (name) => name): StateDefinition {
  const copied = Object.entries(state).map(([key, value]: [string, unknown]) => {
    if (!Array.isArray(value)) return [key, value];
    return [key, key === 'tags' ? [...(value as string[])] : (value as string[]).map(map)];
  });
  return Object.fromEntries(copied) as StateDefinition;
}

function union(own: readonly string[] = [], more: readonly string[] = []): readonly string[] {
  return [...new Set([...own, ...more])];
}
