import { defineSchema, Machine, type AnyMachine, type Schema } from 'statescope';
import { RecordingTracer } from 'statescope/testing';
import { CompiledSchema } from '../../src/engine/compiled-schema.js';
import { parseSchema } from '../../src/engine/schema.js';

describe('a schema as the engine takes it', () => {
  test('has no references of a state to itself, nor to unknown ones, but in Require', () => {
    const { states, error } = parseSchema({
      A: { remove: ['A', 'B', 'X'], after: ['A', 'B', 'X'], add: ['A', 'C', 'X'], require: ['X'] },
      B: {},
      C: {},
    });
    expect(error).toBeUndefined();
    expect(states['A']).toEqual({ remove: ['B'], after: ['B'], add: ['A', 'C'], require: ['X'] });
    expect([states['B'], states['Exception']]).toEqual([{}, { multi: true }]);
    expect(Object.keys(states).at(-1)).toBe('Exception');
  });

  test('lets Add win over Remove, and drops an unknown name from both', () => {
    const { states } = parseSchema({ A: { add: ['B', 'X'], remove: ['B', 'X', 'C'] }, B: {}, C: {} });
    expect(states['A']).toEqual({ add: ['B'], remove: ['C'] });
  });

  test('drops only one mention of the state itself from its Remove', () => {
    expect(parseSchema({ A: { remove: ['A', 'A'] } }).states['A']).toEqual({ remove: ['A'] });
  });

  test('knows Exception in relations only where it is declared', () => {
    const relations = { add: ['Exception'], remove: ['Exception'], after: ['Exception'], require: ['Exception'] };
    const { add, after, require } = relations;
    expect(parseSchema({ A: relations }).states['A']).toEqual({ add: [], remove: [], after: [], require });
    expect(parseSchema({ A: relations, Exception: {} }).states['A']).toEqual({ add, remove: [], after, require });
    expect(parseSchema({ Exception: { tags: ['x'] } }).states['Exception']).toEqual({ tags: ['x'] });
  });

  test('names every contradiction of Require and Remove, and keeps them', () => {
    const { states, error } = parseSchema({
      A: { require: ['B', 'C'], remove: ['B', 'C'] },
      B: { require: ['A'], remove: ['A'], add: ['A'] },
      C: {},
    });
    expect(error?.code).toBe('SCHEMA');
    expect(error?.message).toBe('schema error: require-remove conflict for A to B\nrequire-remove conflict for A to C');
    expect(states['A']).toEqual({ require: ['B', 'C'], remove: ['B', 'C'] });
  });

  test('keeps flags that are true, and tags; shares nothing with what was given', () => {
    const given = { A: { auto: true, multi: true, tags: ['t'], require: ['B'] }, B: { auto: false, multi: false } };
    const { states } = parseSchema(given);
    expect(states['A']).toEqual({ auto: true, multi: true, tags: ['t'], require: ['B'] });
    expect(states['B']).toEqual({});
    given.A.tags.push('later');
    given.A.require.push('later');
    expect([states['A']?.tags, states['A']?.require]).toEqual([['t'], ['B']]);
  });

  test('takes a state without a definition for one without relations', () => {
    const machine: AnyMachine = new (Machine.of({ A: undefined } as unknown as Schema))();
    expect([machine.add('A'), machine.activeStates()]).toEqual([0, ['A']]);
  });
});

describe('a compiled schema', () => {
  const compiled = (schema: Schema, order?: readonly string[]) => {
    const { states } = parseSchema(schema);
    return new CompiledSchema(states, order ?? Object.keys(states).sort());
  };

  test('puts unknown names of Require behind the states', () => {
    const { names, size, require } = compiled({ A: { require: ['X', 'Y'] }, B: { require: ['Y', 'A'] } });
    expect([names, size]).toEqual([['A', 'B', 'Exception', 'X', 'Y'], 3]);
    expect(require).toEqual([[3, 4], [4, 0], []]);
    expect(compiled({ A: {} }).namesOf([0, 7])).toEqual(['A', 'unknown7']);
  });

  test('knows who removes a state, each once', () => {
    const { removedBy } = compiled({ A: { remove: ['C'] }, B: { remove: ['C', 'C', 'A'] }, C: {} });
    expect(removedBy).toEqual([[1], [], [0, 1], []]);
  });

  test('names one state of a Require cycle, and has no topology then', () => {
    expect(compiled({ A: { require: ['B'] }, B: { require: ['C'] }, C: { require: ['B'] } })).toMatchObject({
      cycle: 'B',
      topology: undefined,
    });
    expect(compiled({ A: { require: ['A'] }, B: {} }).cycle).toBe('A');
    const two = { A: { require: ['B'] }, B: { require: ['A'] }, C: { require: ['D'] }, D: { require: ['C'] } };
    expect(compiled(two).cycle).toBe('A');
    expect(compiled({ A: { require: ['X'] }, B: {} })).toMatchObject({ cycle: undefined, topology: [0, -1, -1] });
    expect(compiled({ A: {}, B: {} })).toMatchObject({ cycle: undefined, topology: undefined });
  });

  test('sorts by Require, what is required first, the others outside', () => {
    const schema = { C: { require: ['A'] }, A: { require: ['B'] }, B: {}, D: {} };
    expect(compiled(schema).topology).toEqual([1, 0, 2, -1, -1]);
    expect(compiled(schema, ['D', 'C', 'B', 'A', 'Exception']).topology).toEqual([-1, 2, 0, 1, -1]);
  });

  test.each<[string, Schema, readonly boolean[]]>([
    ['nothing', { A: {}, B: {} }, [true, true, false]],
    ['a Multi state', { A: { multi: true }, B: {} }, [false, true, false]],
    ['a Require', { A: { require: ['B'] }, B: {}, C: {} }, [false, false, true, false]],
    ['a Remove', { A: { remove: ['B'] }, B: {}, C: {} }, [false, false, true, false]],
    ['an Add', { A: { add: ['B'] }, B: {}, C: {} }, [false, false, true, false]],
    ['a Multi state that adds', { A: { add: ['B'], multi: true }, B: {}, C: {} }, [false, false, false, false]],
    ['an After', { A: { after: ['B'] }, B: {}, C: {} }, [false, false, false, false]],
    ['an Auto state', { A: { auto: true }, B: {} }, [false, false, false]],
  ])('calls a state lone that no relation touches: with %s', (_, schema, lone) => {
    expect(compiled(schema).lone).toEqual(lone);
  });
});

test('a contradiction in the schema is told once per machine, as an error and to the tracers', () => {
  const tracer = new RecordingTracer();
  const machine = new (Machine.of({ A: { require: ['B'], remove: ['B'] }, B: {} }))({ tracers: [tracer] });
  expect([machine.is('Exception'), machine.err?.message]).toEqual([
    true,
    'schema error: require-remove conflict for A to B',
  ]);
  expect(tracer.of('transitionEnd')).toHaveLength(1);
  expect(tracer.of('machineInit')).toHaveLength(1);
});

test('the groups of a class are shown to tracers', () => {
  const Grouped = Machine.of(defineSchema({ A: {}, B: {} }), { groups: { first: ['A'], none: [] } });
  expect(new Grouped().view.groups).toEqual({ first: ['A'], none: [] });
  expect([Grouped.groups, Object.keys(Grouped.schema)]).toEqual([{ first: ['A'], none: [] }, ['A', 'B']]);
});
