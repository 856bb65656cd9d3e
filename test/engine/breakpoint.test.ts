import { addBreakpoint, defineSchema, Machine, prepend } from 'statescope';

const Plain = Machine.of(defineSchema({ A: {}, B: {} }));

function watched() {
  const lines: string[] = [];
  const hits: string[] = [];
  const machine = new Plain({ logLevel: 2, logger: (_, text) => lines.push(text) });
  const onHit = (mutation: { readonly type: string; readonly called: readonly string[] }) =>
    hits.push(`${mutation.type} ${mutation.called.join(' ')}`);
  return { machine, hits, onHit, logged: () => lines.filter((text) => text.startsWith('[breakpoint]')) };
}

test('a mutation that calls exactly these states in this order is logged twice, with the stack', () => {
  const { machine, hits, onHit, logged } = watched();
  const takeAway = addBreakpoint(machine, { added: ['A', 'B'], removed: ['B'], onHit });
  machine.add('A');
  machine.add(['B', 'A']);
  machine.set(['A', 'B']);
  machine.canAdd(['A', 'B']);
  prepend(machine, { type: 'add', states: ['A', 'B'] });
  expect(hits).toEqual([]);
  machine.add(['A', 'B']);
  machine.remove('B');
  machine.remove('A');
  expect(hits).toEqual(['add A B', 'remove B']);
  expect(logged()).toHaveLength(4);
  expect(logged()[0]).toMatch(/^\[breakpoint\] Machine\.breakpoint\n.*at /s);
  expect(machine.tracers).toHaveLength(1);
  takeAway();
  machine.add(['A', 'B']);
  expect([hits.length, machine.tracers]).toEqual([2, []]);
});

test('a strict one is quiet where nothing would change', () => {
  const { machine, hits, onHit } = watched();
  addBreakpoint(machine, { added: ['A'], strict: true, onHit });
  const second = addBreakpoint(machine, { removed: ['A'], strict: true, onHit });
  machine.remove('A');
  machine.add('A');
  machine.add('A');
  machine.remove('A');
  second();
  machine.add('A');
  expect(hits).toEqual(['add A', 'remove A', 'add A']);
});

test('a set is never stopped at, nor one that calls other states as well', () => {
  const { machine, hits, onHit } = watched();
  addBreakpoint(machine, { removed: ['A', 'B'], onHit });
  addBreakpoint(machine, { added: ['A', 'B'], onHit });
  machine.set(['A', 'B']);
  machine.add(['A', 'Exception']);
  machine.remove(['A', 'Exception']);
  expect(hits).toEqual([]);
});

test('a strict one for several states is hit while one of them would change', () => {
  const { machine, hits, onHit } = watched();
  addBreakpoint(machine, { removed: ['A', 'B'], strict: true, onHit });
  addBreakpoint(machine, { added: ['A', 'B'], strict: true, onHit });
  machine.add('A');
  machine.remove(['A', 'B']);
  machine.remove(['A', 'B']);
  machine.add('A');
  machine.add(['A', 'B']);
  machine.add(['A', 'B']);
  expect(hits).toEqual(['remove A B', 'add A B']);
});

test('one that calls nobody back only writes its lines', () => {
  const { machine, logged } = watched();
  addBreakpoint(machine, { added: ['A'] });
  expect([machine.add('A'), logged().length]).toEqual([0, 2]);
});

test('an unknown state is an error', () => {
  expect(() => addBreakpoint(new Plain(), { added: ['X'] })).toThrow(/missing states: X/);
});
