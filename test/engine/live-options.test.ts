import {
  CANCELED,
  defineSchema,
  exceptionHandlers,
  lineLogger,
  Machine,
  optionsOf,
  QUEUED,
  setOptions,
  type MachineOptions,
  type Tracer,
} from 'statescope';

const Plain = Machine.of(defineSchema({ A: {}, B: {}, M: { multi: true } }));

test('tags replace those there were, and count once each', () => {
  const machine = new Plain({ tags: ['a', 'b', 'a'] });
  expect(machine.view.tags).toEqual(['a', 'b']);
  setOptions(machine, { tags: ['c', 'a', 'c'] });
  expect(machine.view.tags).toEqual(['c', 'a']);
  setOptions(machine, { tags: undefined });
  expect(machine.view.tags).toEqual([]);
});

test('tracers read the new tags, those bound before and those bound after', () => {
  type Told = (readonly string[])[];
  const [before, after]: [Told, Told] = [[], []];
  const teller = (id: string, told: Told): Tracer => ({
    id,
    machineInit: ({ tags }) => void told.push(tags),
    transitionEnd: ({ machine: { tags } }) => void told.push(tags),
  });
  const machine = new Plain({ tags: ['a'], tracers: [teller('before', before)] });
  setOptions(machine, { tags: ['b'] });
  machine.bindTracer(teller('after', after));
  machine.add('A');
  expect([before, after]).toEqual([
    [['a'], ['b']],
    [['b'], ['b']],
  ]);
});

test('a machine without options gets its own, others keep theirs', () => {
  const [one, other] = [new Plain(), new Plain()];
  setOptions(one, { tags: ['mine'] });
  expect([one.view.tags, other.view.tags]).toEqual([['mine'], []]);
  const shared: MachineOptions = { tags: ['all'], queueLimit: 1 };
  const third = new Plain(shared);
  setOptions(third, { queueLimit: 5 });
  expect(shared).toEqual({ tags: ['all'], queueLimit: 1 });
});

test('what is not named stays', () => {
  const lines: string[] = [];
  const machine = new Plain({ id: 'm', logLevel: 2, logger: (_, text) => lines.push(text), tags: ['a'] });
  setOptions(machine, { logArgs: ['n'] });
  machine.add('A', { n: 1 });
  expect(lines).toEqual(['[state] +A (n=1)']);
  expect([machine.id, machine.view.tags]).toEqual(['m', ['a']]);
});

test('a logger comes, is exchanged and goes', () => {
  const [first, second]: [string[], string[]] = [[], []];
  const machine = new Plain({ id: 'machine' });
  machine.add('A');
  machine.setLogLevel(2);
  setOptions(machine, { logger: lineLogger((line) => first.push(line)) });
  machine.remove('A');
  setOptions(machine, { logger: (_, text) => second.push(text) });
  machine.add('A');
  setOptions(machine, { logger: undefined });
  machine.remove('A');
  expect([first, second]).toEqual([['[machi] [state] -A'], ['[state] +A']]);
});

test('lines of an event go to whoever was there when it began, also when a handler changes that', () => {
  const [first, second]: [string[], string[]] = [[], []];
  const machine = new Plain({ logLevel: 5, logger: (_, text) => first.push(text) });
  machine.bindHandlers(
    {
      AEnter: () => {
        setOptions(machine, { logger: (_, text) => second.push(text) });
      },
    },
    { id: 'a' },
  );
  machine.bindHandlers({ AEnter: () => false }, { id: 'b' });
  machine.add('A');
  const lines = ['[handle:a] AEnter', '[handle:b] AEnter', '[cancel] (A) by AEnter'];
  expect(first.filter((line) => lines.includes(line))).toEqual(lines);
  expect(second).toEqual([]);
});

test('steps are recorded from then on', () => {
  const seen: boolean[] = [];
  const tracer: Tracer = { id: 'seen', transitionEnd: ({ steps = [] }) => void seen.push(steps.length > 0) };
  const machine = new Plain({ tracers: [tracer] });
  machine.add('A');
  setOptions(machine, { steps: true });
  machine.add('B');
  machine.canAdd('M');
  setOptions(machine, { checkSteps: true });
  machine.canAdd('M');
  setOptions(machine, { steps: false });
  machine.add('M');
  expect(seen).toEqual([false, true, false, true, false]);
});

test('callbacks are replaced, the last one counts', () => {
  const told: string[] = [];
  const machine = new Plain();
  setOptions(machine, { onChange: () => told.push('first'), onError: (error) => told.push(error.message) });
  machine.add('A');
  setOptions(machine, { onChange: () => told.push('second') });
  machine.add('B');
  machine.addErr(new Error('broken'));
  setOptions(machine, { onChange: undefined, onError: undefined });
  machine.addErr(new Error('unheard'));
  expect(told).toEqual(['first', 'second', 'broken', 'second']);
});

test('in a handler they hold for the rest of the queue', () => {
  const machine = new Plain();
  const results: number[] = [];
  machine.bindHandlers({
    AState: () => {
      results.push(machine.add('M', { n: 1 }));
      setOptions(machine, { queueLimit: 1 });
      results.push(machine.add('M', { n: 2 }));
      setOptions(machine, { queueLimit: undefined });
      results.push(machine.add('M', { n: 3 }));
    },
  });
  machine.add('A');
  expect(results[1]).toBe(CANCELED);
  expect([results[0], results[2]].every((result) => (result as number) >= QUEUED)).toBe(true);
  expect(machine.tick('M')).toBe(3);
});

test('errors leave the mutator, and show their stacks, as long as that is asked for', () => {
  const lines: string[] = [];
  const machine = new Plain({ logLevel: 2, logger: (_, text) => lines.push(text) });
  machine.bindHandlers(exceptionHandlers);
  machine.bindHandlers({
    AState: () => {
      throw new Error('in A');
    },
  });
  setOptions(machine, { rethrow: true });
  expect(() => machine.add('A')).toThrow('in A');
  setOptions(machine, { rethrow: false, logStackTrace: true });
  expect(machine.add('A')).toBe(CANCELED);
  expect(lines.find((line) => line.startsWith('[error:add]'))).toMatch(/in A.*\n\s+at /);
});

test('options are told as they are now', () => {
  const machine = new Plain({ id: 'm', logLevel: 2 });
  machine.setLogLevel(4);
  setOptions(machine, { queueLimit: 7, tags: ['a'] });
  expect(optionsOf(machine)).toEqual({ id: 'm', logLevel: 4, queueLimit: 7, tags: ['a'] });
  expect(optionsOf(new Plain())).toEqual({ logLevel: 0 });
});

test.each<[Record<string, unknown>, string]>([
  [{ id: 'x' }, 'the option id of m can not change; these can: tags, logger'],
  [{ logLevel: 2 }, 'the option logLevel of m can not change'],
  [{ toString: 1 }, 'the option toString of m can not change'],
  [{ tags: 'a' }, 'tags of m is a list of names, got string'],
  [{ tags: [1] }, 'tags of m is a list of names, got a list'],
  [{ logger: null }, 'logger of m is a function, got null'],
  [{ logArgs: 'url' }, 'logArgs of m is a list of names or a function, got string'],
  [{ queueLimit: -1 }, 'queueLimit is a number from 0 up, got -1'],
  [{ queueLimit: '5' }, 'queueLimit of m is a number, got string'],
  [{ rethrow: 1 }, 'rethrow of m is a boolean, got 1'],
])('%j is refused, and changes nothing', (changes, text) => {
  const machine = new Plain({ id: 'm', tags: ['a'] });
  expect(() => {
    setOptions(machine, { tags: ['b'], ...changes });
  }).toThrow(text);
  expect(machine.view.tags).toEqual(['a']);
});
