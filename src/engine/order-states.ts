import { MachineError } from '../errors.js';
import type { Core } from './core.js';
import { memoFor } from './schema-cache.js';

/** Fixes the index order of the states (machine specification §2.2). Throws `SCHEMA`; the order is unchanged then. */
export function orderStates(core: Core, names: readonly string[]): void {
  if (core.draining) {
    throw new MachineError(
      'SCHEMA',
      `the order of ${core.id} can't change while its queue runs; do it before or after`,
    );
  }
  const order = [...new Set(names)];
  const { schema, id } = core;
  const unknown = order.filter((name) => !schema.index.has(name));
  if (unknown.length > 0) {
    throw new MachineError('SCHEMA', unknown.map((name) => `state ${name} not defined in schema for ${id}`).join('\n'));
  }
  const missing = schema.names.slice(0, schema.size).filter((name) => !order.includes(name));
  if (missing.length > 0) {
    throw new MachineError(
      'SCHEMA',
      `error: trying to verify less states than registered for ${id}; missing: ${missing.join(', ')}`,
    );
  }
  const memo = memoFor(schema.states, order);
  core.reorder(memo);
  core.details.fanOut?.verifyStates(core.view);
}
