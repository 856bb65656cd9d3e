import {
  defineSchema,
  Machine,
  pipe,
  pipeAny,
  pipeConnected,
  pipeErr,
  pipeMany,
  pipeReady,
  pipesOf,
  pipeStart,
  removePipes,
  type MachineEvent,
  type MutationSource,
  type Tracer,
} from 'statescope';

const Source = Machine.of(defineSchema({ Start: {}, Ready: { require: ['Start'] }, A: {}, M: { multi: true } }));
const Target = Machine.of(
  defineSchema({
    Start: {},
    Ready: {},
    A: {},
    B: {},
    M: { multi: true },
    ErrUp: { multi: true, require: ['Exception'] },
  }),
);

const settle = async (): Promise<void> => {
  for (let i = 0; i < 50; i++) await Promise.resolve();
};

function two(tracers: Tracer[] = []) {
  const lines: string[] = [];
  const logger = (_: number, text: string) => text.startsWith('[pipe') && lines.push(text);
  const source = new Source({ id: 'source', logLevel: 3, logger });
  const target = new Target({ id: 'target', logLevel: 3, logger, tracers });
  return { source, target, lines };
}

describe('a pipe', () => {
  test('lets the target follow the source, in the background, with arguments and the cause', async () => {
    const causes: (MutationSource | undefined)[] = [];
    const { source, target, lines } = two([{ id: 't', mutationQueued: (_, mutation) => causes.push(mutation.source) }]);
    const seen: unknown[] = [];
    target.bindHandlers({ BState: (event: MachineEvent) => seen.push(event.args) });
    pipe(source, 'A', target, { to: 'B' });
    source.add('A', { n: 1 });
    expect(target.is('B')).toBe(false);
    await settle();
    expect([target.is('B'), seen]).toEqual([true, [{ n: 1 }]]);
    source.remove('A');
    await settle();
    expect(target.tick('B')).toBe(2);
    expect(causes.map((cause) => cause?.machineId)).toEqual(['source', 'source']);
    expect(lines).toEqual([
      '[pipe-out:add] A to target',
      '[pipe-in:add] B from source',
      '[pipe-out:remove] A to target',
      '[pipe-in:remove] B from source',
    ]);
  });

  test('makes one kind of mutation, on entering or ending', async () => {
    const { source, target } = two();
    target.add(['A', 'B']);
    pipe(source, 'A', target, { mutation: 'remove', on: 'entered' });
    pipe(source, 'A', target, { to: 'Ready', mutation: 'add', on: 'ended' });
    pipe(source, 'A', target, { to: 'B', mutation: 'remove' });
    pipe(source, 'A', target, { to: 'Start', mutation: 'add' });
    source.add('A');
    await settle();
    expect(target.activeStates()).toEqual(['Start', 'B']);
    source.remove('A');
    await settle();
    expect(target.activeStates()).toEqual(['Ready', 'Start']);
  });

  test('a flat one skips what is in effect, and passes no arguments', async () => {
    const { source, target } = two();
    const seen: unknown[] = [];
    target.bindHandlers({ MState: (event: MachineEvent) => seen.push(event.args) });
    pipe(source, 'M', target, { flat: true });
    source.add('M', { n: 1 });
    source.add('M', { n: 2 });
    await settle();
    expect([seen, target.tick('M')]).toEqual([[{}], 1]);
    source.remove('M');
    target.remove('M');
    const tick = target.queueTick;
    await settle();
    expect(target.queueTick).toBe(tick);
  });

  test('to an Err state brings Exception, and the error', async () => {
    const { source, target } = two();
    pipeErr(source, target, 'ErrUp');
    pipeErr(source, target);
    source.addErr(new Error('boom'));
    await settle();
    expect([target.is('ErrUp', 'Exception'), target.err?.message]).toEqual([true, 'boom']);
  });

  test('that takes an Err state away leaves Exception', async () => {
    const { source, target, lines } = two();
    pipe(source, 'A', target, { to: 'ErrUp' });
    pipe(source, 'M', target, { mutation: 'add' });
    expect(lines.slice(4)).toEqual(['[pipe-out:add] M to target', '[pipe-in:add] M from source']);
    source.add('A');
    await settle();
    expect(target.is('ErrUp', 'Exception')).toBe(true);
    source.remove('A');
    await settle();
    expect([target.is('ErrUp'), target.is('Exception')]).toEqual([false, true]);
  });

  test('sends nothing to a target that ended on the way', async () => {
    const refused: string[] = [];
    const { source, target } = two([{ id: 't', mutationRejected: (_, { type }) => refused.push(type) }]);
    pipe(source, 'A', target);
    pipeAny(source, target);
    source.add('A');
    await target.dispose();
    await settle();
    expect([refused, source.err]).toEqual([[], undefined]);
  });

  test('circles end, also of Multi states', async () => {
    const { source, target } = two();
    const third = new Target({ id: 'third' });
    pipe(source, 'M', target);
    pipe(target, 'M', third);
    pipe(third, 'M', source);
    pipe(target, 'M', source);
    source.add('M');
    await settle();
    expect([source.tick('M'), target.tick('M'), third.tick('M')]).toEqual([5, 1, 1]);
    expect(target.is('M') && third.is('M')).toBe(true);
  });

  test('errors in a circle end', async () => {
    const { source, target } = two();
    pipeErr(source, target);
    pipeErr(target, source);
    source.addErr(new Error('x'));
    await settle();
    expect([source.tick('Exception'), target.tick('Exception')]).toEqual([3, 1]);
  });

  test('ends when detached, and with either machine', async () => {
    const { source, target, lines } = two();
    const made = pipe(source, 'A', target);
    expect([pipesOf(source), pipesOf(target)]).toEqual([[made], [made]]);
    made.detach();
    made.detach();
    source.add('A');
    await settle();
    expect([target.is('A'), pipesOf(source), pipesOf(target)]).toEqual([false, [], []]);
    pipe(source, 'M', target);
    source.add('M');
    await target.dispose();
    source.add('M');
    await settle();
    expect([pipesOf(source), lines.at(-1)]).toEqual([[], '[pipe:gc] target']);
    const other = new Target();
    pipe(source, 'M', other);
    await source.dispose();
    expect(pipesOf(other)).toEqual([]);
  });

  test('all between two machines are removed at once', () => {
    const { source, target, lines } = two();
    const other = new Target();
    pipe(source, 'A', target);
    pipe(target, 'B', source, { to: 'M' });
    const kept = pipe(source, 'A', other);
    removePipes(source, target);
    expect([pipesOf(source), pipesOf(target)]).toEqual([[kept], []]);
    expect(lines.at(-1)).toBe('[pipe:gc] target');
    removePipes(source, target);
  });

  test('needs known states, and two of them', () => {
    const { source, target } = two();
    expect(() => pipe(source, 'X' as 'A', target)).toThrow(/missing states: X/);
    expect(() => pipe(source, 'A', target, { to: 'X' as 'A' })).toThrow(/missing states: X/);
    expect(() => pipe(source, 'A', source)).toThrow(/to itself/);
    expect([pipesOf(source), pipesOf(target)]).toEqual([[], []]);
  });

  test('what both programs throw is logged, and no unhandled rejection', async () => {
    const lines: string[] = [];
    const fail = () => {
      throw new Error('program failed');
    };
    const source = new Source({ logLevel: 2, logger: (_, text) => lines.push(text), onError: fail });
    const target = new Target({ onChange: fail });
    pipe(source, 'A', target);
    source.add('A');
    await settle();
    expect(lines).toContain('[error] a callback failed on the error of a pipe');
  });

  test('what the target program throws becomes an error of the source', async () => {
    const source = new Source();
    const target = new Target({
      onChange: () => {
        throw new Error('target failed');
      },
    });
    pipe(source, 'A', target);
    source.add('A');
    await source.whenErr();
    expect(source.err?.message).toBe('target failed');
  });
});

describe('pipes together', () => {
  test('of many states, of the same or other names, all or none', async () => {
    const { source, target } = two();
    expect(() => pipeMany(source, { A: 'B', Start: 'X' as 'A' }, target)).toThrow(/missing states: X/);
    expect(pipesOf(source)).toEqual([]);
    const named = pipeMany(source, { A: 'B' }, target);
    const same = pipeMany(source, ['Start', 'M'], target, { mutation: 'add' });
    source.add(['A', 'Start']);
    await settle();
    source.remove(['A', 'Start']);
    await settle();
    expect(target.toString()).toBe('(Start:1)');
    named.detach();
    same.detach();
    expect(pipesOf(target)).toEqual([]);
  });

  test('of Start and Ready', async () => {
    const { source, target } = two();
    pipeStart(source, target);
    pipeReady(source, target, 'B');
    source.add(['Start', 'Ready']);
    await settle();
    expect(target.activeStates()).toEqual(['B', 'Start']);
  });

  test('of a connection, without those that are left out', async () => {
    const Connection = Machine.of(defineSchema({ Connecting: {}, Connected: {}, Disconnecting: {}, Disconnected: {} }));
    const Client = Machine.of(defineSchema({ Connecting: {}, Online: {}, Disconnecting: {} }));
    const [source, target] = [new Connection(), new Client()];
    const made = pipeConnected(source, target, { Connected: 'Online', Disconnected: false });
    expect(made.pipes).toHaveLength(3);
    source.add(['Connected', 'Disconnected']);
    await settle();
    expect(target.activeStates()).toEqual(['Online']);
  });

  test('of Ready and of a connection take the same names by default', async () => {
    const connection = { Connecting: {}, Connected: {}, Disconnecting: {}, Disconnected: {}, Ready: {}, Start: {} };
    const [source, target] = [new (Machine.of(connection))(), new (Machine.of(connection))()];
    const made = pipeConnected(source, target);
    const ready = pipeReady(source, target);
    pipeStart(source, target, 'Connecting');
    expect(made.pipes.map(({ state, to, mutation }) => [state, to, mutation])).toEqual(
      ['Connecting', 'Connected', 'Disconnecting', 'Disconnected'].map((state) => [state, state, 'both']),
    );
    expect([ready.state, ready.to, ready.source, ready.target]).toEqual(['Ready', 'Ready', source, target]);
    source.add(['Connected', 'Ready', 'Start']);
    await settle();
    expect([...target.activeStates()].sort()).toEqual(['Connected', 'Connecting', 'Ready']);
    made.detach();
    ready.detach();
    source.set([]);
    await settle();
    expect([...target.activeStates()].sort()).toEqual(['Connected', 'Ready']);
  });

  test('of any state: the target is set to what it shares', async () => {
    const { source, target } = two();
    target.add('B');
    const detach = pipeAny(source, target);
    source.add(['A', 'M']);
    source.add('Start');
    await settle();
    expect([[...target.activeStates()].sort(), target.queueTick]).toEqual([['A', 'M', 'Start'], 3]);
    pipeAny(target, source);
    source.remove('A');
    await settle();
    expect([...target.activeStates()].sort()).toEqual(['M', 'Start']);
    detach();
    detach();
    source.add('A');
    await settle();
    expect(target.is('A')).toBe(false);
  });

  test('of any state: ends with the target, and what its program throws becomes an error of the source', async () => {
    const source = new Source();
    const target = new Target({
      onChange: () => {
        throw new Error('target failed');
      },
    });
    pipeAny(source, target);
    source.add('A');
    await source.whenErr();
    expect(source.err?.message).toBe('target failed');
    source.add('M');
    await target.dispose().catch(() => undefined);
    await settle();
    source.add('Start');
    await settle();
    expect(target.isDisposed).toBe(true);
  });
});
