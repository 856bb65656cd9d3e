import { defineSchema, Machine, meets, type AnyMachine, type Condition, type Schema } from 'statescope';

const machine = new (Machine.of(defineSchema({ A: {}, B: {}, C: {} })))();
machine.add(['A', 'B']);
machine.remove('B');
machine.add('B');

test.each<[string, Condition<Schema>, boolean]>([
  ['nothing', {}, true],
  ['is', { is: 'A' }, true],
  ['is all', { is: ['A', 'B'] }, true],
  ['is some', { is: ['A', 'C'] }, false],
  ['any single', { any: ['C', 'A'] }, true],
  [
    'any list',
    {
      any: [
        ['A', 'C'],
        ['A', 'B'],
      ],
    },
    true,
  ],
  ['any of none', { any: [] }, false],
  ['any of inactive', { any: ['C', ['A', 'C']] }, false],
  ['not', { not: 'C' }, true],
  ['not of an active', { not: ['C', 'A'] }, false],
  ['not of an unknown', { not: 'X' }, true],
  ['clock reached', { clock: { A: 1, B: 3 } }, true],
  ['clock passed', { clock: { B: 2 } }, true],
  ['clock ahead', { clock: { A: 1, B: 4 } }, false],
  ['clock of an unknown', { clock: { X: 1 } }, false],
  ['all parts', { is: 'A', any: ['B'], not: 'C', clock: { A: 1 } }, true],
  ['one part less', { is: 'A', any: ['C'], not: 'C', clock: { A: 1 } }, false],
])('%s', (_name, condition, met) => {
  expect(meets(machine as unknown as AnyMachine, condition)).toBe(met);
});

test('a condition can be waited for', async () => {
  const waiting = machine.whenQuery(() => meets(machine, { is: 'C', not: 'A' }));
  machine.set('C');
  await waiting;
});
