import { clocksText, defineSchema, inspectText, Machine, mutationText, type MutationView } from 'statescope';

const schema = defineSchema({
  A: { auto: true, require: ['C'] },
  B: { multi: true, add: ['C'] },
  C: { after: ['D'] },
  D: { add: ['C', 'B'], remove: [] },
});

const started = () => {
  const machine = new (Machine.of(schema))();
  machine.add('B');
  return machine;
};

test('clocks are listed active first, in index order', () => {
  const machine = started();
  expect(clocksText(machine)).toBe('(A:1 B:1 C:1) [D:0 Exception:0]');
  expect(clocksText(machine.view)).toBe(clocksText(machine));
  machine.set([]);
  expect(clocksText(machine)).toBe('() [A:2 B:2 C:2 D:0 Exception:0]');
});

test('an inspection shows clock, flags and relations of each state', () => {
  expect(inspectText(started())).toBe(
    [
      '1 A',
      '    |Tick     1',
      '    |Auto     true',
      '    |Require  C',
      '1 B',
      '    |Tick     1',
      '    |Multi    true',
      '    |Add      C',
      '1 C',
      '    |Tick     1',
      '    |After    D',
      '0 D',
      '    |Tick     0',
      '    |Add      C B',
      '    |Remove   ',
      '0 Exception',
      '    |Tick     0',
      '    |Multi    true',
      '',
    ].join('\n'),
  );
});

test('an inspection of some states keeps their order', () => {
  expect(inspectText(started().view, ['D', 'X'])).toBe(
    '0 D\n    |Tick     0\n    |Add      C B\n    |Remove   \n0 X\n    |Tick     0\n',
  );
});

test('a machine that is gone has no text', async () => {
  const machine = started();
  await machine.dispose();
  expect([clocksText(machine), inspectText(machine)]).toEqual(['', '']);
});

test('a mutation is shown by names in index order or by indexes in call order', () => {
  const machine = started();
  const mutations: MutationView[] = [];
  machine.bindTracer({ id: 't', mutationQueued: (_machine, mutation) => void mutations.push(mutation) });
  machine.set(['D', 'A']);
  machine.remove([]);
  const [set, remove] = mutations as [MutationView, MutationView];
  expect(mutationText(set, machine.stateNames)).toBe('[set] A D');
  expect(mutationText(set, machine.stateNames, { asIndexes: true })).toBe('[set] [3 0]');
  expect(mutationText(remove, machine.stateNames, { asIndexes: false })).toBe('[remove]');
  expect(mutationText(remove, machine.stateNames, { asIndexes: true })).toBe('[remove] []');
});
