import type { MachineView } from '../../tracer/index.js';

const RELATIONS = ['add', 'remove', 'require', 'after'] as const;

/** How large a schema is: its states, the lists of relations it declares, and the states named in them. */
export interface SchemaCounts {
  readonly states: number;
  readonly relations: number;
  readonly refs: number;
}

/** Counts what a machine's schema declares; a list that is declared and empty counts as one. */
export function schemaCounts({ schema, stateNames }: Pick<MachineView, 'schema' | 'stateNames'>): SchemaCounts {
  const lists = Object.values(schema).flatMap((state) => RELATIONS.map((name) => state[name]));
  const declared = lists.filter((list) => list !== undefined);
  return {
    states: stateNames.length,
    relations: declared.length,
    refs: declared.reduce((sum, list) => sum + list.length, 0),
  };
}
