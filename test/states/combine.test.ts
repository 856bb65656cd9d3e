import {
  adjacentStates,
  args,
  defineSchema,
  extendState,
  filterByTag,
  Machine,
  mergeSchemas,
  overrideState,
  prefixSchema,
  statesByTag,
  type Schema,
} from 'statescope';

const base = defineSchema({ Start: { tags: ['t'] }, A: { require: ['Start'], add: ['B'] }, B: {} });

describe('merging', () => {
  test('a later definition replaces an earlier one as a whole', () => {
    const merged = mergeSchemas(base, { A: { multi: true } }, { C: { auto: true }, B: { after: ['A'] } });
    expect(merged).toEqual({ Start: { tags: ['t'] }, A: { multi: true }, B: { after: ['A'] }, C: { auto: true } });
    expect(Object.keys(merged)).toEqual(['Start', 'A', 'B', 'C']);
  });

  test('nothing is shared with what was merged, but the type of arguments stays', () => {
    const token = args<{ url: string }>();
    const source = defineSchema({ A: { after: ['B'], tags: ['t'], args: token }, B: {} });
    const merged = mergeSchemas(source);
    expect(merged).toEqual(source);
    expect(merged.A).not.toBe(source.A);
    expect(merged.A.after).not.toBe(source.A.after);
    expect(merged.A.tags).not.toBe(source.A.tags);
    expect(merged.A.args).toBe(token);
  });

  test('names of objects are names like others', () => {
    const odd = JSON.parse('{"__proto__": {"multi": true}, "constructor": {"add": ["__proto__"]}}') as Schema;
    const merged = mergeSchemas(base, odd) as Schema;
    expect(Object.keys(merged)).toEqual(['Start', 'A', 'B', '__proto__', 'constructor']);
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
    const machine = new (Machine.of(merged))();
    machine.add('constructor');
    expect(machine.is('__proto__', 'constructor')).toBe(true);
  });

  test('the result makes machines', () => {
    const machine = new (Machine.of(mergeSchemas(base, { C: { require: ['A'] } })))();
    machine.add(['Start', 'A', 'C']);
    expect(machine.activeStates()).toEqual(expect.arrayContaining(['Start', 'A', 'B', 'C']));
  });
});

describe('extending a state', () => {
  test('or-s the flags and joins the relations, the base first', () => {
    const state = { auto: true, require: ['A'], add: ['B', 'C'], tags: ['mine'] } as const;
    expect(extendState(state, { multi: true, require: ['D', 'A'], remove: ['E'], after: [] })).toEqual({
      auto: true,
      multi: true,
      require: ['A', 'D'],
      add: ['B', 'C'],
      remove: ['E'],
      after: [],
      tags: ['mine'],
    });
  });

  test('never takes the tags of the overlay, and no flag away', () => {
    expect(extendState({ auto: true }, Object.assign({ auto: false }, { tags: ['x'] }))).toEqual({ auto: true });
    expect(extendState({}, {})).toEqual({});
  });

  test("keeps the base's arguments, else takes the overlay's", () => {
    const [own, other] = [args<{ a: 1 }>(), args<{ b: 1 }>()];
    expect(extendState({ args: own }, { args: other }).args).toBe(own);
    expect(extendState({}, { args: other }).args).toBe(other);
  });
});

describe('overriding a state', () => {
  const state = { auto: true, multi: true, require: ['A'], add: ['B'], tags: ['mine'] } as const;

  test('replaces flags and whole lists that are given, and keeps the rest and the tags', () => {
    expect(overrideState(state, { auto: false, require: ['C'], remove: ['D'] })).toEqual({
      auto: false,
      multi: true,
      require: ['C'],
      add: ['B'],
      remove: ['D'],
      tags: ['mine'],
    });
  });

  test('ignores tags and what is undefined', () => {
    expect(overrideState(state, Object.assign({}, { tags: ['x'], add: undefined }) as object)).toEqual(state);
  });

  test('shares no list with the base', () => {
    expect(overrideState(state, {}).require).not.toBe(state.require);
  });
});

describe('a prefix', () => {
  const schema = defineSchema({
    Foo: { require: ['FooA', 'B'] },
    FooA: { remove: ['B'], add: ['Exception'], tags: ['B'] },
    B: { after: ['FooA'] },
    Exception: { multi: true },
  });

  test('stands before every name and every relation', () => {
    expect(prefixSchema('Db', schema)).toEqual({
      DbFoo: { require: ['DbFooA', 'DbB'] },
      DbFooA: { remove: ['DbB'], add: ['Exception'], tags: ['B'] },
      DbB: { after: ['DbFooA'] },
      Exception: { multi: true },
    });
  });

  test('is not doubled where that is asked for, each name judged by itself', () => {
    expect(prefixSchema('Foo', schema, { keepPrefixed: true })).toEqual({
      Foo: { require: ['FooA', 'FooB'] },
      FooA: { remove: ['FooB'], add: ['Exception'], tags: ['B'] },
      FooB: { after: ['FooA'] },
      Exception: { multi: true },
    });
  });

  test('may be given to some states only', () => {
    expect(Object.keys(prefixSchema('X', schema, { only: ['Foo', 'B'] }))).toEqual(['XFoo', 'XB']);
    expect(Object.keys(prefixSchema('X', schema, { except: ['Foo', 'Exception'] }))).toEqual(['XFooA', 'XB']);
    expect(prefixSchema('X', schema, { only: ['Foo', 'B'], except: ['Foo'] })).toEqual({ XB: { after: ['XFooA'] } });
  });

  test('gives two copies of one set a machine of their own states', () => {
    const link = defineSchema({ Up: { remove: ['Down'] }, Down: { remove: ['Up'] } });
    const machine = new (Machine.of(mergeSchemas(prefixSchema('In', link), prefixSchema('Out', link))))();
    machine.add(['InUp', 'OutDown']);
    machine.add('InDown');
    expect(machine.activeStates()).toEqual(['InDown', 'OutDown']);
  });
});

describe('tags', () => {
  const tagged = defineSchema({ A: { tags: ['io'] }, B: { tags: ['io:disk', 'x'] }, C: { tags: ['ioo'] }, D: {} });

  test('a filter takes the states with exactly this tag', () => {
    expect(filterByTag(tagged, 'io')).toEqual({ A: { tags: ['io'] } });
    expect(filterByTag(tagged, 'io:disk')).toEqual({ B: { tags: ['io:disk', 'x'] } });
  });

  test('a search takes tags with a value as well', () => {
    expect(statesByTag(tagged, 'io')).toEqual(['A', 'B']);
    expect(statesByTag(tagged, 'none')).toEqual([]);
  });
});

test('adjacent states are those of all relations, in a fixed order', () => {
  expect(adjacentStates({ remove: ['R'], require: ['Q', 'A'], after: ['F'], add: ['A'] })).toEqual([
    'A',
    'F',
    'Q',
    'A',
    'R',
  ]);
  expect(adjacentStates({})).toEqual([]);
});
