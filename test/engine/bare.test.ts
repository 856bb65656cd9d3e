import { disposeForce, Machine, prepend, type AnyMachine, type Schema } from 'statescope';

/** More sets of states than the memo of a schema holds. */
const BEYOND = 4200;

const names = Array.from({ length: 40 }, (_, i) => `S${String(i).padStart(2, '0')}`);

/** The same schema for all machines of a test, its memo full. */
function crowded(extra: Schema = {}): Schema {
  const schema: Schema = { ...Object.fromEntries(names.map((name) => [name, {}])), ...extra };
  const machine: AnyMachine = new (Machine.of(schema))();
  for (let i = 1; i < BEYOND; i++) machine.toggle(names[Math.log2(i & -i)] as string);
  return schema;
}

/** A script that is the same each time. */
function* dice(seed: number): Generator<number, never> {
  for (let x = seed; ; x = (x * 1103515245 + 12345) % 2147483648) yield x >> 8;
}

describe.each<[string, Schema]>([
  ['states without relations', {}],
  ['some states with relations', { R: { require: ['S01'], remove: ['S02'] }, T: { add: ['S03'] }, M: { multi: true } }],
  ['an Auto state', { Auto: { auto: true, require: ['S01'] } }],
  ['an After', { Late: { after: ['S01'] } }],
  ['a Multi state that adds', { M: { multi: true, add: ['S04'] } }],
])('beyond the memo, with %s', (_, extra) => {
  test('a machine nobody watches goes where a watched one goes', () => {
    const schema = crowded(extra);
    const Class = Machine.of(schema);
    const bare: AnyMachine = new Class();
    const watched: AnyMachine = new Class({ tracers: [{ id: 't', transitionEnd: () => undefined }] });
    const all = [...Object.keys(extra), ...names.slice(0, 12)];
    const roll = dice(7);
    const next = (n: number): number => roll.next().value % n;
    for (let i = 0; i < 600; i++) {
      const states = Array.from({ length: next(4) === 0 ? 2 : 1 }, () => all[next(all.length)] as string);
      const verb = (['add', 'remove', 'toggle', next(10) === 0 ? 'set' : 'add'] as const)[next(4)] as 'add';
      expect([i, bare[verb](states)]).toEqual([i, watched[verb](states)]);
      expect(bare.activeStates()).toEqual(watched.activeStates());
    }
    expect(bare.time()).toEqual(watched.time());
    expect(bare.queueTick).toBe(watched.queueTick);
    expect(bare.activeStates().length).toBeGreaterThan(2);
  });
});

test('a lone state comes and goes beyond the memo', () => {
  const machine: AnyMachine = new (Machine.of(crowded({ Z: {} })))();
  expect([machine.add('Z'), machine.is('Z'), machine.add('Z'), machine.tick('Z')]).toEqual([0, true, 0, 1]);
  expect([machine.remove('S00'), machine.remove('Z'), machine.activeStates(), machine.tick('Z')]).toEqual([
    0,
    0,
    [],
    2,
  ]);
  expect([machine.add('S00'), machine.activeStates()]).toEqual([0, ['S00']]);
});

test('what relations refuse is canceled and counted, with nobody watching', () => {
  const machine = new (Machine.of({ A: { require: ['B'] }, B: {}, C: { auto: true, require: ['A'] } }))();
  expect([machine.add('A'), machine.queueTick, machine.time()]).toEqual([1, 2, [0, 0, 0, 0]]);
  expect([machine.add(['A', 'B']), machine.activeStates(), machine.queueTick]).toEqual([0, ['B', 'A', 'C'], 3]);
  expect([machine.remove('B'), machine.activeStates(), machine.time()]).toEqual([0, [], [2, 2, 2, 0]]);
});

test('a prepended mutation has no tick; the error of an unknown name comes before it is counted', () => {
  const machine = new (Machine.of({ A: {}, B: {} }))();
  expect([prepend(machine, { type: 'add', states: 'A' }), machine.queueTick]).toEqual([0, 1]);
  expect(() => machine.add('X' as 'A')).toThrow(/^missing states: X/);
  expect(machine.queueTick).toBe(1);
  disposeForce(machine);
  expect([machine.add('B'), machine.queueTick]).toEqual([1, 1]);
});
