import { MachineError } from '../errors.js';
import { coreOf } from './core-of.js';
import type { Core } from './core.js';
import type { AnyMachine, Machine } from './machine.js';
import { memoFor } from './schema-cache.js';
import { parseSchema, type Schema } from './schema.js';

/**
 * Replaces the schema of a machine by one with more states, in the index order of `names` (machine specification §2.3).
 * All or nothing: throws `SCHEMA` while the queue runs, for a schema that contradicts itself, leaves out a state or is not
 * larger, and for names that are not exactly its states, `Exception` included. Clocks, active states, waits and signals stay;
 * new states start inactive. Handlers of new states are found again on the machine's class and bindings.
 * Returns the machine, typed by its new schema.
 */
export function setSchema<S extends Schema>(machine: AnyMachine, schema: S, names: readonly string[]): Machine<S> {
  const core = coreOf(machine);
  const order = [...new Set(names)];
  const old = core.schema.states;
  checkNames(core, schema, names, order);
  const { states, error } = parseSchema(schema);
  if (error !== undefined) throw error;
  core.reorder(memoFor(states, order, order));
  core.details.fanOut?.verifyStates(core.view);
  core.observer?.cycleLine(core);
  core.details.fanOut?.schemaChange(core.view, old);
  return machine as unknown as Machine<S>;
}

/** Version of a machine's schema: the number of its states. */
export function schemaVersion(machine: AnyMachine): number {
  return coreOf(machine).schema.size;
}

function checkNames(core: Core, schema: Schema, names: readonly string[], order: readonly string[]): void {
  const known = new Set(Object.keys(schema));
  const fail = (text: string): never => {
    throw new MachineError('SCHEMA', `schema error: ${text} for ${core.id}`);
  };
  if (core.draining) fail('the schema can not change while the queue runs, do it before or after,');
  if (core.disposed) fail('the machine is disposed');
  const lost = core.schema.names.slice(0, core.schema.size).filter((name) => !known.has(name));
  if (lost.length > 0) fail(`the new schema leaves out ${lost.join(', ')}`);
  if (known.size <= core.schema.size)
    fail(`the new schema needs more than ${core.schema.size} states, it has ${known.size}`);
  const unknown = order.filter((name) => !known.has(name));
  if (unknown.length > 0) fail(`state ${unknown.join(', ')} not defined in schema`);
  if (order.length !== known.size || names.length !== known.size) {
    fail(
      `${names.length} names for ${known.size} states; missing: ${[...known].filter((name) => !order.includes(name)).join(', ')}`,
    );
  }
}
