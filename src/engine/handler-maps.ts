import type { BindingOptions } from './bindings.js';
import { bind } from './bindings.js';
import { coreOf } from './core-of.js';
import type { AnyMachine } from './machine.js';

/** Functions by handler name. */
export type HandlerMap = Readonly<Record<string, ((event: never) => unknown) | undefined>>;

/**
 * Binds handlers given as two maps (machine specification §6.2): those whose name ends in State or End are taken from
 * `finals`, all others from `negotiations`; the rest of each map is left out. Returns the binding's id.
 */
export function bindHandlerMaps(
  machine: AnyMachine,
  maps: { readonly negotiations?: HandlerMap; readonly finals?: HandlerMap },
  options: BindingOptions = {},
): string {
  const { negotiations = {}, finals = {} } = maps;
  const isFinal = (name: string): boolean => /(?:State|End)$/.test(name);
  const entries = [
    ...Object.entries(negotiations).filter(([name]) => !isFinal(name)),
    ...Object.entries(finals).filter(([name]) => isFinal(name)),
  ];
  return bind(coreOf(machine), Object.fromEntries(entries), options);
}
