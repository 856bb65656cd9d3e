import { activationOf, Machine } from 'statescope';

test('a signal tells which activation it is bound to, also when that has ended', () => {
  const machine = new (Machine.of({ A: {} }))({ id: 'm' });
  const before = machine.stateSignal('A');
  machine.add('A');
  const active = machine.stateSignal('A');
  expect(activationOf(before)).toEqual({ machineId: 'm', state: 'A', tick: 0 });
  expect(activationOf(active)).toEqual({ machineId: 'm', state: 'A', tick: 1 });
});

test('a signal of a machine, and any other, is bound to none', () => {
  const machine = new (Machine.of({ A: {} }))();
  expect(activationOf(machine.signal)).toBeUndefined();
  expect(activationOf(new AbortController().signal)).toBeUndefined();
});

test('a tag given twice is one', () => {
  const tags = ['b', 'a', 'b'];
  expect(new (Machine.of({ A: {} }))({ tags }).view.tags).toEqual(['b', 'a']);
});
