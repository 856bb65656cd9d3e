import type { Schema } from 'statescope';

/** What the plain resolver answers. */
export interface Resolution {
  readonly accepted: boolean;
  readonly target: readonly string[];
}

const unique = (list: readonly string[]): string[] => [...new Set(list)];

/**
 * Resolves one mutation by names and lists, without a memo, an index or a shortcut: the text of machine specification
 * §5.2-§5.4 read aloud. For schemas without After and of at most 20 states.
 */
export function resolvePlainly(
  schema: Schema,
  active: readonly string[],
  type: 'add' | 'remove' | 'set',
  called: readonly string[],
): Resolution {
  const relation = (state: string, key: 'add' | 'remove' | 'require'): readonly string[] => schema[state]?.[key] ?? [];
  const implied = (list: readonly string[]): string[] => {
    const result = [...list];
    for (const state of list) {
      if (active.includes(state) && schema[state]?.multi !== true) continue;
      result.push(...relation(state, 'add').filter((added) => type !== 'remove' || !called.includes(added)));
    }
    return unique(result);
  };
  const met = (list: readonly string[]): string[] => {
    const next = list.filter((state) => relation(state, 'require').every((required) => list.includes(required)));
    return next.length === list.length ? next : met(next);
  };
  const wanted = { add: [...called, ...active], remove: active.filter((s) => !called.includes(s)), set: [...called] };
  const first = met(implied(unique(wanted[type])));
  const lost: string[] = [];
  const kept: string[] = [];
  for (const state of [...first].reverse()) {
    const blockers = first.filter((other) => relation(other, 'remove').includes(state) && !lost.includes(other));
    (blockers.length === 0 ? kept : lost).push(state);
  }
  const banned = kept.flatMap((state) => relation(state, 'remove'));
  const second = implied(kept).filter((state) => !banned.includes(state));
  const target = byRequire(schema, met(second.reverse()));
  return { accepted: type === 'remove' || called.every((state) => target.includes(state)), target };
}

/** Stable: required states before the ones that require them, states outside the relation first; none when it has a cycle. */
function byRequire(schema: Schema, list: readonly string[]): string[] {
  const done: string[] = [];
  const isAcyclic = (state: string, path: readonly string[]): boolean => {
    if (path.includes(state)) return false;
    if (done.includes(state)) return true;
    const acyclic = (schema[state]?.require ?? []).every((required) => isAcyclic(required, [...path, state]));
    done.push(state);
    return acyclic;
  };
  const roots = Object.keys(schema)
    .sort()
    .filter((state) => (schema[state]?.require ?? []).length > 0);
  const sorts = roots.every((state) => isAcyclic(state, []));
  return sorts ? [...list].sort((a, b) => done.indexOf(a) - done.indexOf(b)) : [...list];
}
