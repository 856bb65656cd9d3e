import { CompiledSchema, compareNames } from './compiled-schema.js';
import { PlanMemo } from './plan.js';
import { parseSchema, type ParsedSchema, type Schema } from './schema.js';

interface Entry {
  readonly parsed: ParsedSchema;
  readonly memo: PlanMemo;
}

const byIdentity = new WeakMap<Schema, Entry>();
const byContent = new Map<string, WeakRef<PlanMemo>>();
const forgotten = new FinalizationRegistry<string>((key) => {
  if (byContent.get(key)?.deref() === undefined) byContent.delete(key);
});

/** Parses and compiles a schema in alphabetical order; the same object is worked on once. */
export function compileSchema(schema: Schema): Entry {
  const known = byIdentity.get(schema);
  if (known !== undefined) return known;
  const parsed = parseSchema(schema);
  const entry = { parsed, memo: memoFor(parsed.states, Object.keys(parsed.states).sort(compareNames)) };
  byIdentity.set(schema, entry);
  return entry;
}

/** The memo of a parsed schema in a given order of its states, shared by equal content for as long as a machine uses it. */
export function memoFor(states: ParsedSchema['states'], order: readonly string[]): PlanMemo {
  const key = JSON.stringify(order.map((name) => [name, states[name]]));
  const known = byContent.get(key)?.deref();
  if (known !== undefined) return known;
  const memo = new PlanMemo(new CompiledSchema(states, order));
  byContent.set(key, new WeakRef(memo));
  forgotten.register(memo, key);
  return memo;
}
