import { EXCEPTION, type Schema } from '../engine/index.js';
import { copyState } from './combine.js';

/** A state's name behind a prefix; `Exception` is the machine's own and keeps its name. */
export type PrefixedName<P extends string, N extends string, Keep extends boolean> = N extends 'Exception'
  ? N
  : Keep extends true
    ? N extends `${P}${string}`
      ? N
      : `${P}${N}`
    : `${P}${N}`;

type PrefixedState<P extends string, D, Keep extends boolean> = {
  readonly [K in keyof D]: K extends 'require' | 'add' | 'remove' | 'after'
    ? D[K] extends readonly (infer N extends string)[]
      ? readonly PrefixedName<P, N, Keep>[]
      : D[K]
    : D[K];
};

/** A schema in which every name has a prefix. */
export type PrefixedSchema<P extends string, S, Kept extends keyof S, Keep extends boolean> = {
  readonly [K in Kept & string as PrefixedName<P, K, Keep>]: PrefixedState<P, S[K], Keep>;
};

/** Options of {@link prefixSchema}. */
export interface PrefixOptions<S, Only extends keyof S, Except extends keyof S, Keep extends boolean> {
  /** Leave names that start with the prefix as they are; each name is judged by itself (Q34). @default false */
  readonly keepPrefixed?: Keep;
  /** The states to take. @default all */
  readonly only?: readonly Only[];
  /** States to leave out. @default none */
  readonly except?: readonly Except[];
}

/**
 * A schema with a prefix before every state name and every name in a relation (machine specification §2.4). `Exception` stays
 * as it is: a machine has one, and error states require it. Relations to states that are left out are prefixed as well.
 */
export function prefixSchema<
  const P extends string,
  S extends Schema,
  const Only extends keyof S = keyof S,
  const Except extends keyof S = never,
  const Keep extends boolean = false,
>(
  prefix: P,
  schema: S,
  options: PrefixOptions<S, Only, Except, Keep> = {},
): PrefixedSchema<P, S, Exclude<Only, Except>, Keep> {
  const { keepPrefixed = false, only, except = [] } = options;
  const rename = (name: string): string =>
    name === EXCEPTION || (keepPrefixed && name.startsWith(prefix)) ? name : `${prefix}${name}`;
  const taken = (name: string): boolean => (only?.includes(name as Only) ?? true) && !except.includes(name as Except);
  const entries = Object.entries(schema).filter(([name]) => taken(name));
  const prefixed = Object.fromEntries(entries.map(([name, state]) => [rename(name), copyState(state, rename)]));
  return prefixed as PrefixedSchema<P, S, Exclude<Only, Except>, Keep>;
}
