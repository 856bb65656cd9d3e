import type { CompiledSchema } from './compiled-schema.js';
import type { MachineEvent } from './event.js';
import { isHandlerName, misnamedHandlers } from './handler-name.js';

/** A handler method. */
export type Handler = (this: unknown, event: MachineEvent) => unknown;

/** Kinds of events; the first four are of one state. */
export const ENTER = 0;
export const EXIT = 1;
export const STATE = 2;
export const END = 3;
export const PAIR = 4;
export const ANY_ENTER = 5;
export const ANY_STATE = 6;

const KINDS = 8;
const SUFFIXES = ['Enter', 'Exit', 'State', 'End'] as const;

/** The handlers of one object as functions by index: one lookup per class, none per call. */
export interface HandlerTable {
  /** Handlers of one state, by the event's code. */
  readonly byCode: readonly (Handler | undefined)[];
  /** `FooBar` and `FooFoo`, by `from * size + to`; undefined when there is none. */
  readonly pairs: ReadonlyMap<number, Handler> | undefined;
  readonly anyEnter: Handler | undefined;
  readonly anyState: Handler | undefined;
  readonly isEmpty: boolean;
  /** What the events it gets start with; its methods are named without. */
  readonly prefix: string;
  /** Lines about methods that look like handlers and are none. */
  readonly misnamed: readonly string[];
}

/** An event as one number: its kind and its one or two states; -1 stands for no state. */
export function eventCode(schema: CompiledSchema, kind: number, first: number, second: number): number {
  if (kind < PAIR) return codeOf(kind, first);
  return (kind === PAIR ? first * schema.size + second : 0) * KINDS + kind;
}

/** An event of one state as one number. */
export function codeOf(kind: number, state: number): number {
  return state * KINDS + kind;
}

/** Kind of an event given by its code. */
export function kindOf(code: number): number {
  return code % KINDS;
}

/** Handlers of this kind of event only react. */
export function isFinalKind(kind: number): boolean {
  return kind === STATE || kind === END || kind === ANY_STATE;
}

/** State of an event that has one; given by its code. */
export function firstOf(code: number): number {
  return Math.floor(code / KINDS);
}

/** Name of an event (machine specification §6.1). */
export function eventName(schema: CompiledSchema, code: number): string {
  const kind = code % KINDS;
  if (kind === ANY_ENTER) return 'AnyEnter';
  if (kind === ANY_STATE) return 'AnyState';
  const states = firstOf(code);
  if (kind !== PAIR) return (schema.eventNames[code] ??= schema.nameOf(states) + (SUFFIXES[kind] as string));
  return schema.nameOf(Math.floor(states / schema.size)) + schema.nameOf(states % schema.size);
}

/** Finds the function of an event. */
export function handlerOf(table: HandlerTable, kind: number, code: number): Handler | undefined {
  if (kind < PAIR) return table.byCode[code];
  if (kind === PAIR) return table.pairs?.get(firstOf(code));
  return kind === ANY_ENTER ? table.anyEnter : table.anyState;
}

const cache = new WeakMap<object, WeakMap<CompiledSchema, HandlerTable>>();

/**
 * The table of an object: own and inherited methods down to, and without, `stop` (and Object's own).
 * Shared by all objects with the same prototype that have no handlers as own properties.
 *
 * @param prefix stands before the methods' names in events
 */
export function tableOf(
  target: object,
  schema: CompiledSchema,
  stop: object | undefined,
  prefix: string,
): HandlerTable {
  const proto = Object.getPrototypeOf(target) as object | null;
  const own = Object.getOwnPropertyNames(target).some(
    (key) => typeof Object.getOwnPropertyDescriptor(target, key)?.value === 'function',
  );
  if (own || proto === null || proto === Object.prototype || prefix !== '') {
    return makeTable(schema, membersOf(target, schema, stop, prefix), prefix);
  }
  let tables = cache.get(proto);
  if (tables === undefined) cache.set(proto, (tables = new WeakMap()));
  let table = tables.get(schema);
  if (table === undefined) tables.set(schema, (table = makeTable(schema, membersOf(target, schema, stop, ''), '')));
  return table;
}

function makeTable(schema: CompiledSchema, { methods, empty }: Members, prefix: string): HandlerTable {
  const { size, index, names } = schema;
  const states = names.slice(0, size);
  const byCode = new Array<Handler | undefined>(size * KINDS).fill(undefined);
  states.forEach((name, state) => {
    SUFFIXES.forEach((suffix, kind) => (byCode[state * KINDS + kind] = methods.get(name + suffix)));
  });
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
  const none = byCode.every((handler) => handler === undefined);
  return {
    byCode,
    pairs: pairs.size === 0 ? undefined : pairs,
    anyEnter,
    anyState,
    isEmpty: none && pairs.size === 0 && anyEnter === undefined && anyState === undefined,
    prefix,
    misnamed: [...misnamedHandlers(states, methods.keys()), ...empty],
  };
}

/** What an object has where handlers may stand. */
interface Members {
  /** By the name of the event. */
  readonly methods: ReadonlyMap<string, Handler>;
  /** Lines about accessors that are named like handlers and give none. */
  readonly empty: readonly string[];
}

/**
 * Methods, nearest first, and accessors that are named like handlers, as decorators that bind methods leave them: these are read
 * here, of the first object of a class, and at every call.
 */
function membersOf(target: object, schema: CompiledSchema, stop: object | undefined, prefix: string): Members {
  const methods = new Map<string, Handler>();
  const empty: string[] = [];
  const names = schema.names.slice(0, schema.size);
  const asked = new Set<string>();
  let level: object | null = target;
  while (level !== null && level !== stop && level !== Object.prototype) {
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(level))) {
      const event = prefix + name;
      if ((name === 'constructor' && level !== target) || methods.has(event)) continue;
      if (typeof property.value === 'function') methods.set(event, property.value as Handler);
      else if (property.get !== undefined && !asked.has(name) && isHandlerName(names, event)) {
        asked.add(name);
        if (givesFunction(target, name)) methods.set(event, through(name));
        else empty.push(`${name} is never called, it is an accessor that gives no function`);
      }
    }
    level = Object.getPrototypeOf(level) as object | null;
  }
  return { methods, empty };
}

function givesFunction(target: object, name: string): boolean {
  try {
    return typeof Reflect.get(target, name) === 'function';
  } catch {
    return false;
  }
}

/** Calls what the accessor of an object gives, each of its own. */
function through(name: string): Handler {
  return function (this: unknown, event) {
    const handler: unknown = Reflect.get(this as object, name);
    return typeof handler === 'function' ? (handler as Handler).call(this, event) : undefined;
  };
}
