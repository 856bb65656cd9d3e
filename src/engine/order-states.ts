import { MachineError } from '../errors.js';
import type { Core } from './core.js';
import { memoFor } from './schema-cache.js';
import { checkedOrder } from './state-order.js';

/** Fixes the index order of the states (machine specification §2.2). Throws `SCHEMA`; the order is unchanged then. */
export function orderStates(core: Core, names: readonly string[]): void {
  if (core.draining) {
    throw new MachineError(
      'SCHEMA',
      `the order of ${core.id} can't change while its queue runs; do it before or after`,
    );
  }
  const { schema, id } = core;
  const order = checkedOrder(schema.index.keys(), names, id);
  core.reorder(memoFor(schema.states, order, schema.roots));
  core.details.fanOut?.verifyStates(core.view);
}
