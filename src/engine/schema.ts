import { MachineError } from '../errors.js';
import type { StateView } from '../tracer/index.js';
import { typeText } from './type-text.js';

declare const argsType: unique symbol;

/** Carries the type of a state's arguments; has no value at run time. */
export interface ArgsToken<T> {
  readonly [argsType]?: T;
}

/** Declares the type of the arguments a state is added with: `args<{ url: string }>()`. */
export function args<T extends object>(): ArgsToken<T> {
  return {};
}

/** One state: its flags and its relations to other states (machine specification §1). */
export interface StateDefinition<Name extends string = string> extends StateView {
  /** Activated by itself after any transition, as soon as its relations allow it. @default false */
  readonly auto?: boolean;
  /** Adding it while it is active enters it again. @default false */
  readonly multi?: boolean;
  /** Must be active for this state to be. */
  readonly require?: readonly Name[];
  /** Activated together with this state, where relations allow it. */
  readonly add?: readonly Name[];
  /** Deactivated by this state, and kept out while it is active. */
  readonly remove?: readonly Name[];
  /** Handlers of these run before this state's, when both change in one transition. */
  readonly after?: readonly Name[];
  readonly tags?: readonly string[];
  /** Type of the arguments, see {@link args}. */
  readonly args?: ArgsToken<object>;
}

/** State names to definitions. */
export type Schema = Readonly<Record<string, StateDefinition>>;

/** Declares a schema; relations are checked against its own names by the compiler. */
export function defineSchema<
  const S extends { readonly [K in keyof S]: StateDefinition<(keyof S & string) | 'Exception'> },
>(schema: S): S {
  return schema;
}

/** Name of the state that holds errors; every machine has it. */
export const EXCEPTION = 'Exception';

/** A schema as the engine takes it, with what was wrong with it. */
export interface ParsedSchema {
  readonly states: Readonly<Record<string, StateDefinition>>;
  /** Set when some state both requires and removes another. */
  readonly error: MachineError | undefined;
}

/**
 * Cleans a schema up (machine specification §2.1): self references, Add over Remove, unknown names. Throws `SCHEMA` for what is no object;
 * a contradiction, or what is no definition, is in `error`. Adds `Exception` last when it is missing.
 */
export function parseSchema(schema: Schema): ParsedSchema {
  const known = new Set(Object.keys(namesOf(schema)));
  const states: Record<string, StateDefinition> = Object.create(null) as Record<string, StateDefinition>;
  const conflicts: string[] = [];
  for (const name of known) {
    const { definition, wrong } = checked(name, schema[name]);
    conflicts.push(...wrong);
    const adds = definition.add ?? [];
    const remove = withoutOne(definition.remove ?? [], name).filter((other) => !adds.includes(other));
    for (const other of definition.require ?? []) {
      if (remove.includes(other)) conflicts.push(`require-remove conflict for ${name} to ${other}`);
    }
    states[name] = {
      ...(definition.auto === true && { auto: true }),
      ...(definition.multi === true && { multi: true }),
      ...(definition.require && { require: [...definition.require] }),
      ...(definition.add && { add: adds.filter((other) => known.has(other)) }),
      ...(definition.remove && { remove: remove.filter((other) => known.has(other)) }),
      ...(definition.after && { after: definition.after.filter((other) => other !== name && known.has(other)) }),
      ...(definition.tags && { tags: [...definition.tags] }),
    };
  }
  states[EXCEPTION] ??= { multi: true };
  const error =
    conflicts.length === 0 ? undefined : new MachineError('SCHEMA', `schema error: ${conflicts.join('\n')}`);
  return { states, error };
}

/** Programs without types hand over anything. */
function namesOf(schema: unknown): object {
  if (typeof schema === 'object' && schema !== null && !Array.isArray(schema)) return schema;
  throw new MachineError('SCHEMA', `schema error: a schema is an object of states by name, got ${typeText(schema)}`);
}

/** A definition without the lists that are none; what is wrong with it, a line each. */
function checked(name: string, given: unknown): { definition: StateDefinition; wrong: readonly string[] } {
  if (given === undefined || given === null) return { definition: {}, wrong: [] };
  if (typeof given !== 'object' || Array.isArray(given)) {
    return { definition: {}, wrong: [`the definition of ${name} is an object, got ${typeText(given)}`] };
  }
  const wrong: string[] = [];
  const definition: Record<string, unknown> = { ...given };
  for (const key of ['require', 'add', 'remove', 'after', 'tags']) {
    const list: unknown = definition[key];
    if (
      list === undefined ||
      list === null ||
      (Array.isArray(list) && list.every((other) => typeof other === 'string'))
    )
      continue;
    wrong.push(`${key} of ${name} is a list of names, got ${typeText(list)}`);
    definition[key] = undefined;
  }
  return { definition, wrong };
}

function withoutOne(list: readonly string[], name: string): string[] {
  const at = list.indexOf(name);
  return at === -1 ? [...list] : [...list.slice(0, at), ...list.slice(at + 1)];
}
