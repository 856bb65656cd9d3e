import {
  activeSince,
  defineSchema,
  exportMachine,
  importMachine,
  Machine,
  MachineError,
  machineTick,
} from 'statescope';
import type { MachineExport } from 'statescope';
import { FakeClock } from 'statescope/testing';

const schema = defineSchema({ A: {}, B: {}, M: { multi: true } });
const Plain = Machine.of(schema);
const Restored = Machine.of(defineSchema({ A: {}, MachineRestored: {} }));

const roundTrip = (data: MachineExport): MachineExport => JSON.parse(JSON.stringify(data)) as MachineExport;

test('clocks, active states, order and activation times come back', () => {
  const clock = new FakeClock(1000);
  const options = { id: 'm', trackSince: true, now: clock.now };
  const before = new Plain(options);
  before.verifyStates(['M', 'Exception', 'B', 'A']);
  before.add('A');
  clock.advance(5);
  before.add(['B', 'M']);
  clock.advance(5);
  before.add('M');
  before.remove('A');
  const data = exportMachine(before);
  expect(roundTrip(data)).toEqual({
    id: 'm',
    state_names: ['M', 'Exception', 'B', 'A'],
    time: [3, 0, 1, 2],
    queue_tick: 5,
    machine_tick: 0,
    since: { A: 1000, B: 1005, M: 1010 },
  });
  const after = new Plain(options);
  importMachine(after, roundTrip(data));
  expect(after.stateNames).toEqual(data.state_names);
  expect([after.time(), after.toString(), after.queueTick]).toEqual([data.time, '(M:3 B:1)', 1]);
  expect([activeSince(after, 'M'), activeSince(after, 'A'), activeSince(after, 'Exception')]).toEqual([
    1010,
    1000,
    undefined,
  ]);
  expect(exportMachine(after)).toEqual({ ...data, queue_tick: 1, machine_tick: 1 });
  clock.advance(5);
  after.add('A');
  expect([after.time(), activeSince(after, 'A')]).toEqual([[3, 0, 1, 3], 1015]);
});

test('without trackSince no clock is read and nothing is kept', () => {
  const now = jest.fn(() => 0);
  const machine = new Plain({ now });
  machine.add('A');
  expect(exportMachine(machine).since).toBeUndefined();
  expect(activeSince(machine, 'A')).toBeUndefined();
  expect([now.mock.calls.length, machine.tracers]).toEqual([0, []]);
});

test('imports are counted over all lives', () => {
  const first = new Plain({ id: 'm' });
  expect(machineTick(first)).toBe(0);
  const second = new Plain({ id: 'm' });
  importMachine(second, exportMachine(first));
  importMachine(first, exportMachine(second));
  expect([machineTick(second), machineTick(first)]).toEqual([1, 2]);
});

test('waits that an import satisfies resolve, signals of changed states abort', async () => {
  const source = new Plain({ id: 'm' });
  source.add(['A', 'B']);
  const machine = new Plain({ id: 'm' });
  const never = new AbortController();
  const other = machine.when('M', { signal: never.signal });
  const parity = new Plain({ id: 'm', parity: 'go' });
  const waits = [
    machine.when(['A', 'B']),
    machine.whenTime(['A'], [1]),
    machine.whenQuery((clock) => clock['B'] === 1),
    parity.when(['A', 'B']),
  ];
  const [changed, same] = [machine.stateSignal('A'), machine.stateSignal('M')];
  importMachine(machine, exportMachine(source));
  importMachine(parity, exportMachine(source));
  await Promise.all(waits);
  expect([changed.aborted, same.aborted]).toEqual([true, false]);
  never.abort(new Error('given up'));
  await expect(other).rejects.toThrow('given up');
});

test('no handler runs, then MachineRestored is added', () => {
  const lines: string[] = [];
  const calls: string[] = [];
  const machine = new Restored({ id: 'm', logLevel: 2, logger: (_, text) => lines.push(text) });
  machine.bindHandlers({ AState: () => calls.push('A'), MachineRestoredState: () => calls.push('restored') });
  importMachine(machine, {
    id: 'm',
    state_names: ['MachineRestored', 'A', 'Exception'],
    time: [2, 1, 0],
    queue_tick: 9,
    machine_tick: 4,
  });
  expect(calls).toEqual(['restored']);
  expect(machine.toString()).toBe('(MachineRestored:3 A:1)');
  expect(lines).toEqual(['[import] imported 5 times, now at 3 ticks', '[state] +MachineRestored']);
});

const good = { id: 'm', state_names: ['A', 'B', 'M', 'Exception'], time: [1, 2, 3, 0], queue_tick: 1, machine_tick: 0 };

test.each<[string, Partial<MachineExport>, RegExp]>([
  ['another id', { id: 'n' }, /import ID mismatch/],
  ['an unknown state', { state_names: ['A', 'B', 'M', 'X'] }, /no state X/],
  ['fewer states', { state_names: ['A', 'B', 'M'], time: [1, 2, 3] }, /4 states, the data 3$/],
  ['a state twice', { state_names: ['A', 'B', 'B', 'Exception'] }, /4 states, the data 4/],
  ['fewer clocks', { time: [1] }, /the data 1 clocks/],
  ['a broken clock', { time: [1, -1, 0, 0] }, /whole numbers/],
  ['a broken count', { machine_tick: Number.NaN }, /whole numbers/],
  ['a broken time', { since: { A: Number.NaN } }, /activation times/],
])('%s changes nothing and throws', (_, broken, text) => {
  const machine = new Plain({ id: 'm' });
  machine.add('A');
  expect(() => importMachine(machine, { ...good, ...broken })).toThrow(MachineError);
  expect(() => importMachine(machine, { ...good, ...broken })).toThrow(text);
  expect([machine.toString(), machine.stateNames[0], machineTick(machine)]).toEqual(['(A:1)', 'A', 0]);
});

test('an export says so, and has no times where none were kept', () => {
  const lines: string[] = [];
  const odd = Machine.of({ A: { require: ['Nowhere'] }, B: {} });
  const machine = new odd({ id: 'm', logLevel: 3, logger: (_, text) => lines.push(text) });
  machine.add('B');
  lines.length = 0;
  const data = exportMachine(machine);
  expect(data.state_names).toEqual(['A', 'B', 'Exception']);
  expect(Object.keys(data)).toEqual(['id', 'state_names', 'time', 'queue_tick', 'machine_tick']);
  expect(lines).toEqual(['[import] exported at 1 ticks']);
});

test('what is wrong with data is an error with a code', () => {
  const machine = new Plain({ id: 'm' });
  const [all, twice] = [
    ['X', 'B', 'Y', 'A'],
    ['A', 'B', 'M', 'Exception', 'A'],
  ];
  expect(() => importMachine(machine, { ...good, state_names: all })).toThrow(
    'm can not be imported: it has no state X, Y',
  );
  for (const broken of [{ state_names: all }, { state_names: twice }, { id: 'n' }]) {
    expect(() => importMachine(machine, { ...good, ...broken })).toThrow(
      expect.objectContaining({ code: 'SCHEMA' }) as Error,
    );
  }
});

test('a running queue and a disposed machine refuse data', async () => {
  const machine = new Plain({ id: 'm' });
  machine.bindHandlers({ AState: () => importMachine(machine, good) });
  machine.add('A');
  expect(machine.err?.message).toMatch(/its queue runs/);
  await machine.dispose();
  expect(() => importMachine(machine, good)).toThrow(/disposed/);
});
