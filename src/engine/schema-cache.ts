import { alphabetical, CompiledSchema } from './compiled-schema.js';
import { PlanMemo } from './plan-memo.js';
import { checkedOrder } from './state-order.js';
import { parseSchema, type ParsedSchema, type Schema } from './schema.js';

interface Entry {
  readonly parsed: ParsedSchema;
  readonly memo: PlanMemo;
}

const byIdentity = new WeakMap<Schema, Entry>();
/** Those in an order of their own, by the list of their names. */
const byNames = new WeakMap<readonly string[], { readonly schema: Schema; readonly entry: Entry }>();
const byContent = new Map<string, WeakRef<PlanMemo>>();
const forgotten = new FinalizationRegistry<string>((key) => {
  if (byContent.get(key)?.deref() === undefined) byContent.delete(key);
});

/**
 * Parses and compiles a schema; the same object is worked on once.
 *
 * @param names the index order, `Exception` included; throws `SCHEMA` unless it has every state. @default alphabetical
 */
export function compileSchema(schema: Schema, names?: readonly string[]): Entry {
  if (names !== undefined) return compileInOrder(schema, names);
  const known = byIdentity.get(schema);
  if (known !== undefined) return known;
  const parsed = parseSchema(schema);
  const entry = { parsed, memo: memoFor(parsed.states, alphabetical(Object.keys(parsed.states))) };
  byIdentity.set(schema, entry);
  return entry;
}

function compileInOrder(schema: Schema, names: readonly string[]): Entry {
  const known = byNames.get(names);
  if (known?.schema === schema) return known.entry;
  const { parsed } = compileSchema(schema);
  const { states } = parsed;
  const order = checkedOrder(Object.keys(states), names, 'this class');
  const entry = { parsed, memo: memoFor(states, order, alphabetical(order)) };
  byNames.set(names, { schema, entry });
  return entry;
}

/**
 * The memo of a parsed schema in a given order of its states, shared by equal content for as long as a machine uses it.
 *
 * @param roots see {@link CompiledSchema.roots}
 */
export function memoFor(
  states: ParsedSchema['states'],
  order: readonly string[],
  roots: readonly string[] = alphabetical(order),
): PlanMemo {
  const key = JSON.stringify([order.map((name) => [name, states[name]]), roots]);
  const known = byContent.get(key)?.deref();
  if (known !== undefined) return known;
  const memo = new PlanMemo(new CompiledSchema(states, order, roots));
  byContent.set(key, new WeakRef(memo));
  forgotten.register(memo, key);
  return memo;
}
