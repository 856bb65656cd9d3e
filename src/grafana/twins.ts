import { normalizedId } from '../exporters/shared/index.js';

/** Ids of different machines whose averaged gauges have one name, so that they show the same. */
export function sharedGauges(ids: Iterable<string>): readonly (readonly [first: string, second: string])[] {
  const first = new Map<string, string>();
  return [...new Set(ids)].flatMap((id) => {
    const name = normalizedId(id);
    const other = first.get(name);
    if (other !== undefined) return [[other, id] as const];
    first.set(name, id);
    return [];
  });
}
