import type { Schema, StateDefinition } from '../engine/index.js';
import { MachineError } from '../errors.js';
import { nearest } from '../nearest.js';
import type { RelationName } from '../tracer/index.js';

/** Relations in the order in which they are told (machine specification §5.3). */
const RELATIONS = ['add', 'require', 'remove', 'after'] as const satisfies readonly RelationName[];

/** The relations a state declares, be it to no state: of add, require, remove, after, in this order. Throws `STATE_UNKNOWN`. */
export function relationsOf<S extends Schema>(schema: S, state: keyof S & string): readonly RelationName[] {
  const definition = definitionOf(schema, state);
  return RELATIONS.filter((relation) => definition[relation] !== undefined);
}

/** The relations from one state to another, in the order of {@link relationsOf}. Throws `STATE_UNKNOWN`. */
export function relationsBetween<S extends Schema>(
  schema: S,
  from: keyof S & string,
  to: keyof S & string,
): readonly RelationName[] {
  definitionOf(schema, to);
  const definition = definitionOf(schema, from);
  return RELATIONS.filter((relation) => definition[relation]?.includes(to) === true);
}

/** The states that have a relation to this one, in the order of the schema. Throws `STATE_UNKNOWN`. */
export function relatedTo<S extends Schema>(schema: S, state: keyof S & string): readonly (keyof S & string)[] {
  return Object.keys(schema).filter((from) => relationsBetween<Schema>(schema, from, state).length > 0);
}

function definitionOf(schema: Schema, state: string): StateDefinition {
  if (Object.hasOwn(schema, state)) return schema[state] ?? {};
  const meant = nearest(state, Object.keys(schema));
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
  throw new MachineError('STATE_UNKNOWN', `state unknown: the schema has no ${state}${hint}`);
}
