import type { Schema } from '../engine/index.js';

/** The part of a schema whose states carry exactly this tag (machine specification §2.4). */
export function filterByTag<S extends Schema>(schema: S, tag: string): Partial<S> {
  const tagged = Object.entries(schema).filter(([, state]) => state.tags?.includes(tag) === true);
  return Object.fromEntries(tagged) as Partial<S>;
}

/** Names of the states with this tag, or with one that begins with it and a colon: `kind` finds `kind:io` (§2.4). */
export function statesByTag<S extends Schema>(schema: S, tag: string): readonly (keyof S & string)[] {
  const matches = (other: string): boolean => other === tag || other.startsWith(`${tag}:`);
  return Object.keys(schema).filter((name) => schema[name]?.tags?.some(matches) === true);
}
