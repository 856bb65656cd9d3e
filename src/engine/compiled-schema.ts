import { EXCEPTION, type ParsedSchema, type StateDefinition } from './schema.js';

/**
 * A parsed schema as numbers: states are indexes, relations are index lists and membership tables.
 * Immutable but for the memo that `plan.ts` hangs on it; shared by all machines with the same content and order.
 */
export class CompiledSchema {
  readonly states: Readonly<Record<string, StateDefinition>>;
  /** Names in index order; behind the first {@link size} stand unknown names that some Require lists. */
  readonly names: readonly string[];
  /** Number of states. */
  readonly size: number;
  readonly index: ReadonlyMap<string, number>;
  readonly multi: readonly boolean[];
  readonly auto: readonly boolean[];
  /** Indexes of the Auto states. */
  readonly autoStates: readonly number[];
  readonly add: readonly (readonly number[])[];
  readonly remove: readonly (readonly number[])[];
  readonly require: readonly (readonly number[])[];
  readonly after: readonly (readonly number[])[];
  /** States with this one in their Remove. */
  readonly removedBy: readonly (readonly number[])[];
  readonly hasAfter: boolean;
  /** States that no relation touches, in a schema where nothing else depends on them either; see `bare.ts`. */
  readonly lone: readonly boolean[];
  /** Position in the Require topology, -1 outside it; undefined when there is none. */
  readonly topology: readonly number[] | undefined;
  /** All states, in the order that decides between chains of Require that have nothing to do with each other. */
  readonly roots: readonly string[];
  /** A state that is part of a Require cycle. */
  readonly cycle: string | undefined;
  readonly exception: number;
  /** One shared list per state, for mutations that call a single one. */
  readonly singles: readonly (readonly number[])[];
  /** Names of events by their codes, as far as somebody asked. */
  readonly eventNames: string[] = [];

  /** @param roots the order in which Require is followed: alphabetical, or as the schema was set, never as states were verified */
  constructor(
    parsed: ParsedSchema['states'],
    order: readonly string[],
    roots: readonly string[] = alphabetical(order),
  ) {
    const size = order.length;
    this.states = parsed;
    this.size = size;
    const index = new Map(order.map((name, i) => [name, i]));
    const unknown = new Map<string, number>();
    const indexOf = (name: string): number => {
      const known = index.get(name) ?? unknown.get(name);
      if (known !== undefined) return known;
      unknown.set(name, size + unknown.size);
      return size + unknown.size - 1;
    };
    const definitions = order.map((name) => parsed[name] as StateDefinition);
    const lists = (key: 'add' | 'remove' | 'require' | 'after') =>
      definitions.map((definition) => (definition[key] ?? []).map(indexOf));
    this.index = index;
    this.multi = definitions.map((definition) => definition.multi === true);
    this.auto = definitions.map((definition) => definition.auto === true);
    this.autoStates = order.map((_, i) => i).filter((i) => this.auto[i]);
    this.add = lists('add');
    this.remove = lists('remove');
    this.require = lists('require');
    this.after = lists('after');
    this.removedBy = inverse(this.remove, size);
    this.hasAfter = this.after.some((list) => list.length > 0);
    this.lone = this.#loneStates();
    this.names = [...order, ...unknown.keys()];
    this.exception = indexOf(EXCEPTION);
    this.singles = order.map((_, i) => [i]);
    this.roots = roots;
    const sorted = sortByRequire(order, this.require, roots);
    this.topology = sorted.positions;
    this.cycle = sorted.cycle;
  }

  #loneStates(): boolean[] {
    const { add, remove, require, multi, auto, autoStates } = this;
    const touched = new Set([...add, ...remove, ...require].flat());
    const isSimple = !this.hasAfter && autoStates.length === 0 && !add.some((list, i) => list.length > 0 && multi[i]);
    return multi.map((isMulti, state) => {
      const relates = [add, remove, require].some((lists) => (lists[state] as readonly number[]).length > 0);
      return isSimple && !isMulti && auto[state] !== true && !relates && !touched.has(state);
    });
  }

  /** Name of a state; `unknown<N>` outside the schema. */
  nameOf(index: number): string {
    return this.names[index] ?? `unknown${String(index)}`;
  }

  namesOf(indexes: readonly number[]): string[] {
    return indexes.map((index) => this.nameOf(index));
  }
}

/** For each state those whose list holds it. */
function inverse(lists: readonly (readonly number[])[], size: number): readonly (readonly number[])[] {
  const inverted = Array.from({ length: size }, (): number[] => []);
  lists.forEach((list, from) => {
    for (const to of new Set(list)) inverted[to]?.push(from);
  });
  return inverted;
}

/** Depth-first post-order over Require, from the roots in their order (machine specification §5.3). */
function sortByRequire(
  order: readonly string[],
  require: CompiledSchema['require'],
  roots: readonly string[],
): { positions: readonly number[] | undefined; cycle: string | undefined } {
  const positions = order.map(() => -1);
  const open = new Set<number>();
  let next = 0;
  let cycle: string | undefined;
  // Not by recursion: a chain may be longer than the stack is deep.
  const visit = (root: number): void => {
    const path = [{ state: root, at: 0 }];
    for (let step = path.at(-1); step !== undefined && cycle === undefined; step = path.at(-1)) {
      const { state } = step;
      open.add(state);
      const required = require[state]?.[step.at++];
      if (required === undefined) {
        open.delete(state);
        positions[state] = next++;
        path.pop();
      } else if (open.has(required)) cycle = order[required];
      else if (required < order.length && positions[required] === -1) path.push({ state: required, at: 0 });
    }
  };
  const index = new Map(order.map((name, i) => [name, i]));
  for (const root of roots) {
    const state = index.get(root) as number;
    if ((require[state] as readonly number[]).length > 0 && positions[state] === -1 && cycle === undefined)
      visit(state);
  }
  return cycle === undefined
    ? { positions: next === 0 ? undefined : positions, cycle }
    : { positions: undefined, cycle };
}

/** The default index order. */
export function alphabetical(names: readonly string[]): readonly string[] {
  return [...names].sort(compareNames);
}

/** Byte order of different names in UTF-8, which is that of their code points, as the default index order has it. */
function compareNames(a: string, b: string): number {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  return (a.codePointAt(i) ?? -1) - (b.codePointAt(i) ?? -1);
}
