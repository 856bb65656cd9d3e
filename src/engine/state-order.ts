import { MachineError } from '../errors.js';

/**
 * An index order: the given names without duplicates. Throws `SCHEMA` unless they are all the states there are (machine
 * specification §2.2).
 *
 * @param known all states
 * @param id of the machine, or what else the states belong to
 */
export function checkedOrder(known: Iterable<string>, names: readonly string[], id: string): readonly string[] {
  const order = new Set(names);
  const states = new Set(known);
  const unknown = [...order].filter((name) => !states.has(name));
  if (unknown.length > 0) {
    throw new MachineError('SCHEMA', unknown.map((name) => `state ${name} not defined in schema for ${id}`).join('\n'));
  }
  const missing = [...states].filter((name) => !order.has(name));
  if (missing.length > 0) {
    const text = `error: trying to verify less states than registered for ${id}; missing: ${missing.join(', ')}`;
    throw new MachineError('SCHEMA', text);
  }
  return [...order];
}
