import {
  addBreakpoint,
  activeSince,
  EXECUTED,
  exportMachine,
  importMachine,
  Machine,
  machineStats,
  pipe,
  setSchema,
  type Schema,
  type StateDefinition,
} from 'statescope';

/** Names that objects know something about already. */
const NAMES = ['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'valueOf', 'prototype', 'then', 'length'];

/** Keys set as own properties, `__proto__` as well. */
const schemaOf = (entries: readonly (readonly [string, StateDefinition])[]): Schema => Object.fromEntries(entries);

describe('names that objects know', () => {
  const schema = schemaOf(NAMES.map((name, i) => [name, { require: NAMES.slice(0, i), tags: [name] }]));
  const Hostile = Machine.of(schema);

  test('are states like others', async () => {
    const machine = new Hostile({ id: 'm', trackSince: true, logLevel: 5, logger: () => undefined });
    const stats = machineStats(machine);
    expect(machine.has(...NAMES)).toBe(true);
    const waits = [machine.when(NAMES), machine.whenQuery((clock) => NAMES.every((name) => clock[name] === 1))];
    expect(machine.add(NAMES, { __proto__: 1, constructor: 2 })).toBe(EXECUTED);
    await Promise.all(waits);
    expect(NAMES.map((name) => machine.tick(name))).toEqual(NAMES.map(() => 1));
    expect(activeSince(machine, '__proto__')).toBeGreaterThan(0);
    expect(machine.remove('__proto__')).toBe(EXECUTED);
    expect([machine.activeStates(), stats.transitions]).toEqual([[], 2]);
    expect(({} as Record<string, unknown>)['tags']).toBeUndefined();
  });

  test('have handlers', () => {
    const machine = new Hostile();
    const calls: string[] = [];
    const names = ['__proto__Enter', 'constructorState', 'constructor__proto__', 'toStringEnd', '__proto____proto__'];
    machine.bindHandlers(Object.fromEntries(names.map((name) => [name, () => calls.push(name) > 0])));
    machine.add(NAMES);
    machine.add('__proto__');
    machine.remove('toString');
    expect(new Set(calls)).toEqual(new Set(names));
  });

  test('are exported, imported, piped, extended, and stopped at', async () => {
    const machine = new Hostile({ id: 'm', trackSince: true });
    machine.add(['__proto__', 'constructor']);
    const data = JSON.parse(JSON.stringify(exportMachine(machine))) as ReturnType<typeof exportMachine>;
    expect(Object.keys(data.since ?? {})).toEqual(expect.arrayContaining(['__proto__', 'constructor']));
    const copy = new Hostile({ id: 'm' });
    importMachine(copy, data);
    expect([copy.toString(), activeSince(copy, '__proto__')]).toEqual([
      machine.toString(),
      activeSince(machine, '__proto__'),
    ]);
    const hits: unknown[] = [];
    addBreakpoint(copy, { removed: ['constructor'], onHit: (mutation) => hits.push(mutation.called) });
    pipe(machine, 'constructor', copy);
    machine.remove('constructor');
    await Promise.resolve();
    expect([copy.is('constructor'), hits]).toEqual([false, [['constructor']]]);
    const larger = { ...schema, Exception: {}, isPrototypeOf: {} };
    const names = [...NAMES, 'Exception', 'isPrototypeOf'];
    expect(setSchema(copy, schemaOf(Object.entries(larger)), names).add('isPrototypeOf')).toBe(EXECUTED);
  });

  test('that are no states are unknown', () => {
    const machine = new (Machine.of<Schema>({ A: {} }))();
    for (const name of NAMES) {
      expect([machine.is(name), machine.has(name), machine.tick(name)]).toEqual([false, false, 0]);
      expect(() => machine.add(name)).toThrow(/missing states/);
    }
  });

  test('the empty name is a state as well', () => {
    const machine = new (Machine.of({ '': {}, A: { remove: [''] } }))();
    let entered = 0;
    machine.bindHandlers({
      Enter: () => {
        entered++;
      },
    });
    machine.add('');
    machine.add('A');
    expect([entered, machine.tick(''), machine.activeStates()]).toEqual([1, 2, ['A']]);
  });
});

describe('two thousand states', () => {
  const COUNT = 2000;
  const names = Array.from({ length: COUNT }, (_, i) => `S${String(i).padStart(4, '0')}`);
  const at = (i: number): string => names[i] as string;

  test('that exclude each other', () => {
    const schema = schemaOf(names.map((name) => [name, { remove: names }]));
    const machine = new (Machine.of(schema))();
    for (const i of [0, 1999, 1000]) expect(machine.add(at(i))).toBe(EXECUTED);
    expect([machine.activeStates(), machine.tick(at(0)), machine.tick(at(1999))]).toEqual([[at(1000)], 2, 2]);
  });

  test('in a chain of Require', () => {
    const schema = schemaOf(names.map((name, i) => [name, i === 0 ? {} : { require: [at(i - 1)] }]));
    const machine = new (Machine.of(schema))();
    expect(machine.add(at(1))).toBe(1);
    expect(machine.add([...names].reverse())).toBe(EXECUTED);
    expect(machine.activeStates()).toEqual(names);
    expect(machine.remove(at(0))).toBe(EXECUTED);
    expect(machine.activeStates()).toEqual([]);
  });

  test('in circles of Require, Add, Remove and After', () => {
    for (const relation of ['require', 'add', 'remove', 'after'] as const) {
      const schema = schemaOf(names.map((name, i) => [name, { [relation]: [at((i + 1) % COUNT)] }]));
      const machine = new (Machine.of(schema))();
      machine.add(names);
      machine.set(at(5));
      machine.remove(names);
      expect([machine.err, machine.activeStates()]).toEqual([undefined, []]);
    }
  });

  test('all Auto, with handlers', () => {
    const schema = schemaOf([['Go', {}], ...names.map((name) => [name, { auto: true, require: ['Go'] }] as const)]);
    const machine = new (Machine.of(schema))();
    let entered = 0;
    machine.bindHandlers(Object.fromEntries(names.map((name) => [`${name}State`, () => entered++])));
    expect(machine.add('Go')).toBe(EXECUTED);
    expect([entered, machine.activeStates().length]).toEqual([COUNT, COUNT + 1]);
  });
});

test('a schema that contradicts itself is one clear error, and works as far as it can', () => {
  const machine = new (Machine.of({
    A: { require: ['B'], remove: ['B'] },
    B: {},
    C: { require: ['Nowhere'] },
  }))();
  expect(machine.err).toMatchObject({ code: 'SCHEMA' });
  expect([machine.is('Exception'), machine.add('C'), machine.add('A'), machine.add('B')]).toEqual([true, 1, 1, 0]);
});
