import { defineSchema, disposeForce, isClock, isTime, Machine, MachineError, wasClock, wasTime } from 'statescope';

const schema = defineSchema({ A: {}, B: {}, M: { multi: true } });
const Plain = Machine.of(schema, { names: ['A', 'B', 'M', 'Exception'] });

/** A machine at A 1, B 2, M 3. */
function moved() {
  const machine = new Plain({ id: 'm' });
  machine.add(['A', 'B', 'M']);
  machine.add('M');
  machine.remove('B');
  expect(machine.time()).toEqual([1, 2, 3, 0]);
  return machine;
}

test('a time is that of the machine as long as nothing ticks', () => {
  const machine = moved();
  const before = machine.time();
  expect(isTime(machine, before)).toBe(true);
  machine.add('A');
  expect(isTime(machine, before)).toBe(true);
  machine.add('M');
  expect([isTime(machine, before), wasTime(machine, before)]).toEqual([false, true]);
  expect(isTime(machine, [1, 2, 5, 0])).toBe(true);
});

test.each<[number[], is: boolean, was: boolean]>([
  [[1, 2, 3, 0], true, true],
  [[1, 2], true, true],
  [[], true, true],
  [[1, 1, 2, 0], false, true],
  [[0, 2, 3, 0], false, true],
  [[1, 3, 3, 0], false, false],
  [[1, 2, 3, 1], false, false],
  [[Number.NaN], false, false],
])('of the machine at 1 2 3 0, %j is %p, was %p', (time, is, was) => {
  const machine = moved();
  expect([isTime(machine, time), wasTime(machine, time)]).toEqual([is, was]);
});

test('listed states stand for the ticks of a time, in any order', () => {
  const machine = moved();
  expect(isTime(machine, [3, 1], ['M', 'A'])).toBe(true);
  expect(isTime(machine, [1, 3], ['M', 'A'])).toBe(false);
  expect(wasTime(machine, [2, 0], ['M', 'A'])).toBe(true);
  expect(wasTime(machine, [2, 2], ['M', 'A'])).toBe(false);
  expect(isTime(machine, [3], ['M', 'A'])).toBe(true);
  expect(isTime(machine, [], [])).toBe(true);
});

test('clocks by name are compared alone', () => {
  const machine = moved();
  const before = machine.clock();
  expect(isClock(machine, before)).toBe(true);
  machine.remove('A');
  expect([isClock(machine, before), wasClock(machine, before)]).toEqual([false, true]);
  expect(isClock(machine, { ...before, A: 2 })).toBe(true);
  expect([isClock(machine, { B: 2 }), isClock(machine, { B: 1 }), isClock(machine, {})]).toEqual([true, false, true]);
  expect([wasClock(machine, { B: 1, A: 2 }), wasClock(machine, { B: 3 }), wasClock(machine, {})]).toEqual([
    true,
    false,
    true,
  ]);
});

test('a state there is not has clock 0', () => {
  const machine = moved() as Machine;
  expect([isClock(machine, { X: 0 }), isClock(machine, { X: 1 })]).toEqual([true, false]);
  expect([wasClock(machine, { X: 0 }), wasClock(machine, { X: 1 })]).toEqual([true, false]);
  expect([isTime(machine, [0], ['X']), wasTime(machine, [1], ['X'])]).toEqual([true, false]);
  expect([isClock(machine, { constructor: 0 }), isClock(machine, { toString: 1 })]).toEqual([true, false]);
});

test('a machine that ended is at no time, and its clocks count as 0', () => {
  const machine = moved();
  const [time, clock] = [machine.time(), machine.clock()];
  disposeForce(machine);
  expect([isTime(machine, time), wasTime(machine, time), isTime(machine, []), wasTime(machine, [])]).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect([isClock(machine, clock), isClock(machine, {}), wasClock(machine, clock)]).toEqual([false, false, false]);
  expect([wasClock(machine, { A: 0 }), wasClock(machine, {})]).toEqual([true, true]);
});

test('a handler that asks sees the clocks of its phase', () => {
  const seen: boolean[] = [];
  const machine = new Plain();
  machine.bindHandlers({
    AEnter: () => void seen.push(isClock(machine, { A: 0 }), wasTime(machine, [1])),
    AState: () => void seen.push(isClock(machine, { A: 1 }), wasTime(machine, [1])),
  });
  machine.add('A');
  expect(seen).toEqual([true, false, true, true]);
});

test.each<[string, (machine: Machine) => unknown, string]>([
  ['more ticks than states', (machine) => isTime(machine, [1, 2, 3, 0, 5]), 'one tick per state, got 5 for 4 for m'],
  ['more ticks than are listed', (machine) => wasTime(machine, [1, 2], ['A']), 'one tick per state, got 2 for 1 for m'],
  ['no list', (machine) => isTime(machine, 'A' as never), 'a list of ticks, got string for m'],
  ['no time', (machine) => wasTime(machine, undefined as never), 'a list of ticks, got undefined for m'],
  ['no clocks', (machine) => isClock(machine, null as never), 'an object of ticks by state, got null for m'],
  ['a list for clocks', (machine) => wasClock(machine, [1] as never), 'an object of ticks by state, got a list for m'],
])('%s is refused', (_name, ask, text) => {
  expect(() => ask(moved() as Machine)).toThrow(MachineError);
  expect(() => ask(moved() as Machine)).toThrow(text);
});
