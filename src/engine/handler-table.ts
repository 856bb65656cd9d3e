import type { CompiledSchema } from './compiled-schema.js';
import type { MachineEvent } from './event.js';

/** A handler method. */
export type Handler = (this: unknown, event: MachineEvent) => unknown;

/** Kinds of events; the first four index {@link HandlerTable.byState}. */
export const ENTER = 0;
export const EXIT = 1;
export const STATE = 2;
export const END = 3;
export const PAIR = 4;
export const ANY_ENTER = 5;
export const ANY_STATE = 6;

const SUFFIXES = ['Enter', 'Exit', 'State', 'End'] as const;

/** The handlers of one object as functions by index: one lookup per class, none per call. */
export interface HandlerTable {
  readonly byState: readonly (readonly (Handler | undefined)[])[];
  /** `FooBar` and `FooFoo`, by `from * size + to`; undefined when there is none. */
  readonly pairs: ReadonlyMap<number, Handler> | undefined;
  readonly anyEnter: Handler | undefined;
  readonly anyState: Handler | undefined;
  readonly isEmpty: boolean;
}

/** Name of an event (machine specification §6.1). */
export function eventName(schema: CompiledSchema, kind: number, first: number, second: number): string {
  if (kind === ANY_ENTER) return 'AnyEnter';
  if (kind === ANY_STATE) return 'AnyState';
  return schema.nameOf(first) + (kind === PAIR ? schema.nameOf(second) : (SUFFIXES[kind] ?? ''));
}

/** Finds the function of an event. */
export function handlerOf(
  table: HandlerTable,
  size: number,
  kind: number,
  first: number,
  second: number,
): Handler | undefined {
  if (kind < PAIR) return table.byState[kind]?.[first];
  if (kind === PAIR) return table.pairs?.get(first * size + second);
  return kind === ANY_ENTER ? table.anyEnter : table.anyState;
}

const cache = new WeakMap<object, WeakMap<CompiledSchema, HandlerTable>>();

/**
 * The table of an object: own and inherited methods down to, and without, `stop` (and Object's own).
 * Shared by all objects with the same prototype that have no handlers as own properties.
 */
export function tableOf(target: object, schema: CompiledSchema, stop?: object): HandlerTable {
  const proto = Object.getPrototypeOf(target) as object | null;
  const own = Object.keys(target).some(
    (key) => typeof Object.getOwnPropertyDescriptor(target, key)?.value === 'function',
  );
  if (own || proto === null || proto === Object.prototype) return makeTable(target, schema, stop);
  let tables = cache.get(proto);
  if (tables === undefined) cache.set(proto, (tables = new WeakMap()));
  let table = tables.get(schema);
  if (table === undefined) tables.set(schema, (table = makeTable(target, schema, stop)));
  return table;
}

function makeTable(target: object, schema: CompiledSchema, stop: object | undefined): HandlerTable {
  const { size, index, names } = schema;
  const methods = methodsOf(target, stop);
  const states = names.slice(0, size);
  const byState = SUFFIXES.map((suffix) => states.map((name) => methods.get(name + suffix)));
  const pairs = new Map<number, Handler>();
  for (const [method, handler] of methods) {
    states.forEach((state, from) => {
      if (!method.startsWith(state)) return;
      const to = index.get(method.slice(state.length));
      if (to !== undefined) pairs.set(from * size + to, handler);
    });
  }
  const anyEnter = methods.get('AnyEnter');
  const anyState = methods.get('AnyState');
  const none = byState.every((row) => row.every((handler) => handler === undefined));
  return {
    byState,
    pairs: pairs.size === 0 ? undefined : pairs,
    anyEnter,
    anyState,
    isEmpty: none && pairs.size === 0 && anyEnter === undefined && anyState === undefined,
  };
}

/** Methods by name, nearest first; accessors are not touched. */
export function methodsOf(target: object, stop?: object): Map<string, Handler> {
  const methods = new Map<string, Handler>();
  let level: object | null = target;
  while (level !== null && level !== stop && level !== Object.prototype) {
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(level))) {
      if (name === 'constructor' && level !== target) continue;
      if (typeof property.value === 'function' && !methods.has(name)) methods.set(name, property.value as Handler);
    }
    level = Object.getPrototypeOf(level) as object | null;
  }
  return methods;
}
