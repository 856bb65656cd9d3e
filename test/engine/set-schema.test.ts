import { defineSchema, Machine, MachineError, schemaVersion, setSchema, type Tracer } from 'statescope';

const small = defineSchema({ B: {}, C: { require: ['B'] } });
const large = defineSchema({
  A: { remove: ['C'] },
  B: {},
  C: { require: ['B'] },
  D: { auto: true, require: ['A'] },
  Exception: { multi: true },
});
const names = ['D', 'A', 'Exception', 'C', 'B'] as const;
const Small = Machine.of(small);

test('more states and new relations; clocks and active states stay', () => {
  const machine = new Small();
  machine.add(['B', 'C']);
  machine.remove('C');
  machine.add('C');
  expect(schemaVersion(machine)).toBe(3);
  const grown = setSchema(machine, large, names);
  expect(grown).toBe(machine);
  expect([schemaVersion(machine), grown.stateNames]).toEqual([5, names]);
  expect(grown.time()).toEqual([0, 0, 0, 3, 1]);
  expect(grown.add('A')).toBe(0);
  expect(grown.toString()).toBe('(D:1 A:1 B:1)');
  expect(grown.tick('C')).toBe(4);
});

test('waits and signals from before go on', async () => {
  const machine = new Small();
  machine.add('B');
  const satisfied: string[] = [];
  const waits = [
    machine.whenTicks('B', 2).then(() => satisfied.push('ticks')),
    machine.when(['B', 'C']).then(() => satisfied.push('when')),
    machine.whenQuery((clock) => clock['A'] === 1).then(() => satisfied.push('query')),
  ];
  const signal = machine.stateSignal('B');
  const grown = setSchema(machine, large, names);
  grown.add('C');
  expect(signal.aborted).toBe(false);
  grown.remove('B');
  expect(signal.aborted).toBe(true);
  grown.add(['B', 'A']);
  await Promise.all(waits);
  expect(satisfied).toEqual(['when', 'ticks', 'query']);
});

test('handlers of new states are found on the class and on bindings', () => {
  const calls: string[] = [];
  class Own extends Small {
    AState() {
      calls.push('own');
    }
  }
  const machine = new Own();
  machine.bindHandlers({ AState: () => calls.push('bound'), BA: () => calls.push('BA') > 0 });
  machine.add('B');
  setSchema(machine, large, names).add('A');
  expect(calls.slice(0, 3)).toEqual(['BA', 'own', 'bound']);
});

test('tracers learn of the order, then of the change', () => {
  const told: unknown[] = [];
  const tracer: Tracer = {
    id: 't',
    verifyStates: (machine) => told.push(machine.stateNames),
    schemaChange: (machine, old) => told.push([Object.keys(old).sort(), Object.keys(machine.schema).length]),
  };
  setSchema(new Small({ tracers: [tracer] }), large, names);
  expect(told).toEqual([names, [['B', 'C', 'Exception'], 5]]);
});

test('a state named only by Require before becomes real', () => {
  const machine = new (Machine.of({ A: { require: ['Later'] } }))();
  expect(machine.add('A')).toBe(1);
  const grown = setSchema(machine, { A: { require: ['Later'] }, Later: {}, Exception: {} }, [
    'A',
    'Later',
    'Exception',
  ]);
  expect(grown.time()).toEqual([0, 0, 0]);
  expect(grown.add(['A', 'Later'])).toBe(0);
});

const wrong: readonly (readonly [
  what: string,
  schema: Parameters<typeof setSchema>[1],
  names: readonly string[],
  text: RegExp,
])[] = [
  ['not more states', { B: {}, C: {}, Exception: {} }, ['B', 'C', 'Exception'], /more than 3 states, it has 3/],
  ['a state left out', { B: {}, X: {}, Y: {}, Exception: {} }, ['B', 'X', 'Y', 'Exception'], /leaves out C/],
  ['Exception left out', { A: {}, B: {}, C: {}, D: {} }, ['A', 'B', 'C', 'D'], /leaves out Exception/],
  ['an unknown name', large, ['A', 'B', 'C', 'X', 'Exception'], /state X not defined in schema/],
  ['a missing name', large, ['A', 'B', 'C', 'Exception'], /4 names for 5 states; missing: D/],
  ['a name twice', large, ['A', 'B', 'C', 'Exception', 'A'], /5 names for 5 states; missing: D/],
  ['a contradiction', { ...large, A: { require: ['B'], remove: ['B'] } }, names, /require-remove conflict for A to B/],
];

test.each(wrong)('%s changes nothing and throws', (_, schema, order, text) => {
  const machine = new Small();
  machine.add('B');
  let error: unknown;
  try {
    setSchema(machine, schema, order);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(MachineError);
  expect((error as MachineError).code).toBe('SCHEMA');
  expect((error as MachineError).message).toMatch(text);
  expect([machine.stateNames, machine.time()]).toEqual([
    ['B', 'C', 'Exception'],
    [1, 0, 0],
  ]);
  expect(machine.add('C')).toBe(0);
});

test('while the queue runs, and after disposal, the schema stays', async () => {
  const machine = new Small();
  machine.bindHandlers({ BState: () => setSchema(machine, large, names) });
  machine.add('B');
  expect(machine.err?.message).toMatch(/can not change while the queue runs/);
  await machine.dispose();
  expect(() => setSchema(machine, large, names)).toThrow(/disposed/);
});

test('a cycle of Require is told to the logger', () => {
  const lines: string[] = [];
  const cyclic = { A: { require: ['B'] }, B: { require: ['A'] } };
  const machine = new (Machine.of(cyclic))({ id: 'm', logLevel: 2, logger: (_, text) => lines.push(text) });
  setSchema(machine, { ...cyclic, C: {}, Exception: {} }, ['A', 'B', 'C', 'Exception']);
  const line = '[resolver] relation error: state A has a Require cycle for m';
  expect(lines).toEqual([line, line]);
  expect(machine.add(['A', 'B'])).toBe(0);
});
