import { Machine, MachineError } from 'statescope';

function logged(level: 3 | 4 = 3) {
  const lines: string[] = [];
  const machine = new (Machine.of({ A: {}, B: {}, Disposing: {} }))({
    logger: (_, text) => lines.push(text),
    logLevel: level,
  });
  const waits = (): string[] => lines.splice(0).filter((line) => /^\[(?:when|ctx|is|dispose)/.test(line));
  return { machine, waits };
}

test('lines tell of every wait, and when it comes true', () => {
  const { machine, waits } = logged();
  void machine.when(['A', 'B']);
  void machine.whenNot(['A', 'Exception']);
  void machine.whenTime(['B', 'A'], [2, 1]);
  void machine.whenArgs('B', { x: 1, y: 2 });
  void machine.whenQueue(3);
  void machine.whenQuery(() => true);
  void machine.whenQuery((clock) => clock['B'] === 2);
  expect(waits()).toEqual([
    '[when:new] A B',
    '[whenTime:new] B,A 2 1',
    '[whenArgs:new] B (x,y)',
    '[whenQueue:new] 3',
    '[whenQuery:new] 0',
    '[whenQuery:new] 1',
  ]);
  machine.add('A');
  expect(waits()).toEqual(['[whenQuery:match] 0']);
  machine.add('B', { x: 1, y: 2, z: 3 });
  expect(waits()).toEqual(['[whenArgs:match] B (x,y)', '[when:match] A B', '[whenQueue:match] 3']);
  machine.remove('B');
  expect(waits()).toEqual(['[whenTime:match] B A [2 1]', '[whenQuery:match] 1']);
});

test('lines tell of the signal of an activation once', () => {
  const { machine, waits } = logged();
  machine.stateSignal('A');
  machine.stateSignal('A');
  expect(waits()).toEqual(['[ctx:new] A']);
  machine.add('A');
  expect(waits()).toEqual(['[ctx:match] A']);
});

test('whoever asks for a state there is not leaves a line at level decisions', () => {
  const { machine, waits } = logged(4);
  expect([machine.is('X' as 'A'), machine.any('A', 'Y' as 'A'), machine.is('A', 'Z' as 'A')]).toEqual([
    false,
    false,
    false,
  ]);
  expect(waits()).toEqual(['[is] state X not found', '[is] state Y not found']);
  expect(logged(3).machine.is('X' as 'A')).toBe(false);
});

test('a machine that its signal ends by states says so', () => {
  const lines: string[] = [];
  const end = new AbortController();
  const Ending = Machine.of({ Disposing: {} });
  const machine = new Ending({ logger: (_, text) => lines.push(text), logLevel: 3, signal: end.signal });
  end.abort(new MachineError('TIMEOUT', 'over'));
  expect(machine.is('Disposing')).toBe(true);
  expect(lines).toContain('[dispose] graceful shutdown via DisposingState');
  return machine.dispose();
});
