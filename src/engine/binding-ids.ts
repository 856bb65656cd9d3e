import { bindOwn } from './bindings.js';
import { coreOf } from './core-of.js';
import type { AnyMachine } from './machine.js';

/**
 * Ids of what handles a machine's events, in the order it is asked (machine specification §6.2): the name of its class where that has
 * handlers, then what `bindHandlers` and `bindHandlerMaps` returned.
 */
export function bindingsOf(machine: AnyMachine): readonly string[] {
  const core = coreOf(machine);
  if (!core.prepared) bindOwn(core);
  return core.bindings.list.map(({ id }) => id);
}
