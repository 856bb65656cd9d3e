import { defineSchema, eventSource, Machine, MachineError, type MachineEvent, type MutationSource } from 'statescope';
import { RecordingTracer } from 'statescope/testing';

const schema = defineSchema({ A: {}, B: {}, C: {}, M: { multi: true } });
const Plain = Machine.of(schema);

const codeOf = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return [error instanceof MachineError, (error as MachineError).code, (error as MachineError).message];
  }
  return 'nothing';
};

describe('a machine without options', () => {
  test('has an id of sixteen hexadecimal digits, another for each', () => {
    const [one, two] = [new Plain(), new Plain()];
    expect(one.id).toMatch(/^[0-9a-f]{16}$/);
    expect(one.id).toBe(one.id);
    expect(one.id).not.toBe(two.id);
  });

  test('has no parent, no tags, no tracers, no error, and nothing in its queue', () => {
    const machine = new Plain();
    expect([machine.parent, machine.view.parent, machine.view.parentId, machine.err]).toEqual(Array(4).fill(undefined));
    expect([machine.view.tags, machine.tracers, machine.queueLength, machine.queueTick]).toEqual([[], [], 0, 1]);
    expect(machine.isDisposed).toBe(false);
    expect(machine.view.groups).toBeUndefined();
  });
});

describe('questions', () => {
  const machine = new Plain();
  machine.add(['A', 'M']);

  test('is: all of them; none of an empty list is missing; an unknown one is not active', () => {
    expect([machine.is('A', 'M'), machine.is('A', 'B'), machine.is()]).toEqual([true, false, true]);
    expect(machine.is('X' as 'A')).toBe(false);
    expect([machine.view.is('A', 'M'), machine.view.is('A', 'B'), machine.view.is('X')]).toEqual([true, false, false]);
  });

  test('not: none of them; an unknown one is an error', () => {
    expect([machine.not('B', 'C'), machine.not('A', 'B'), machine.not()]).toEqual([true, false, true]);
    expect(() => machine.not('X' as 'A')).toThrow(/^missing states: X not defined/);
  });

  test('any: one of them', () => {
    expect([machine.any('B', 'A'), machine.any('B', 'C'), machine.any()]).toEqual([true, false, false]);
  });

  test('has: the schema knows all of them', () => {
    expect([machine.has('A', 'Exception'), machine.has('A', 'X'), machine.has()]).toEqual([true, false, true]);
  });

  test('tick: 0 for an unknown state', () => {
    expect([machine.tick('A'), machine.tick('B'), machine.tick('X' as 'A')]).toEqual([1, 0, 0]);
  });

  test('as text: active states with their clocks in index order', () => {
    expect(machine.toString()).toBe('(A:1 M:1)');
    expect(String(new Plain())).toBe('()');
  });

  test('stateNames are those of the schema only, also where a Require names a state there is not', () => {
    const odd = new (Machine.of({ A: { require: ['Nowhere'] } }))();
    expect(odd.stateNames).toEqual(['A', 'Exception']);
    expect([odd.has('Nowhere'), odd.add('A'), odd.time()]).toEqual([false, 1, [0, 0]]);
    expect(odd.clock()).toEqual({ A: 0, Exception: 0 });
  });
});

test('the source of a mutation is what every mutator is given: an event, or ids', () => {
  const sources: (MutationSource | undefined)[] = [];
  const machine = new Plain({
    tracers: [{ id: 't', mutationQueued: (_, mutation) => void sources.push(mutation.source) }],
  });
  const from = { source: eventSource('other', 'tx', { machineTime: 7 }) };
  machine.add('A', undefined, from);
  machine.remove('A', undefined, from);
  machine.set('B', undefined, from);
  machine.toggle('C', undefined, from);
  machine.addErr(new Error('x'), undefined, undefined, from);
  expect(sources).toEqual(Array(5).fill({ machineId: 'other', transitionId: 'tx', machineTime: 7 }));
  sources.length = 0;
  machine.add('A');
  machine.remove('A', undefined, {});
  machine.toggle('C');
  expect(sources).toEqual([undefined, undefined, undefined]);
});

test('an event as the source tells machine, transition and the sum of clocks before', () => {
  const sources: unknown[] = [];
  const other = new Plain({ tracers: [{ id: 't', mutationQueued: (_, mutation) => sources.push(mutation.source) }] });
  const machine = new Plain({ id: 'm' });
  machine.add(['A', 'C']);
  let transitionId = '';
  machine.bindHandlers({
    BState: (event: MachineEvent) => {
      transitionId = event.transitionId;
      other.add('A', undefined, { source: event });
    },
  });
  machine.add('B');
  expect(sources).toEqual([{ machineId: 'm', transitionId, machineTime: 2 }]);
});

test('a traceparent of a source is kept, and left out when there is none', () => {
  expect(eventSource('m', 't')).toEqual({ machineId: 'm', transitionId: 't', machineTime: 0 });
  expect(eventSource('m', 't', { traceparent: '00-x' })).toMatchObject({ traceparent: '00-x' });
  expect(Object.keys(eventSource('m', 't'))).not.toContain('traceparent');
});

describe('addErr', () => {
  test('of nothing, and of aborted work, is canceled and changes nothing', () => {
    const machine = new Plain();
    const results = [undefined, null, new DOMException('stop', 'AbortError'), AbortSignal.abort().reason as unknown];
    expect(results.map((error) => machine.addErr(error))).toEqual([1, 1, 1, 1]);
    expect([machine.err, machine.tick('Exception')]).toEqual([undefined, 0]);
  });

  test('of an error caused by an abort counts', () => {
    const machine = new Plain();
    const { reason } = AbortSignal.abort() as { reason: unknown };
    expect(machine.addErr(new Error('wrapped', { cause: reason }))).toBe(0);
    expect(machine.err?.message).toBe('wrapped');
  });

  test('adds the state with Exception, the error and the arguments', () => {
    const machine = new Plain();
    const seen: unknown[] = [];
    machine.bindHandlers({
      MState: (event: MachineEvent) => seen.push([event.mutation.called, event.error?.message, event.args['x']]),
    });
    expect(machine.addErr('text', 'M', { x: 1 })).toBe(0);
    expect(machine.addErr('again', 'M', { x: 2 })).toBe(0);
    expect(seen).toEqual([
      [['M', 'Exception'], 'text', 1],
      [['M', 'Exception'], 'again', 2],
    ]);
    expect([machine.tick('M'), machine.tick('Exception')]).toEqual([3, 3]);
    expect(machine.addErr('third', 'Exception')).toBe(0);
    expect(machine.tick('Exception')).toBe(5);
  });

  test('keeps the last error when Exception is removed', () => {
    const machine = new Plain();
    machine.addErr('first');
    machine.remove('Exception');
    expect([machine.err?.message, machine.is('Exception')]).toEqual(['first', false]);
  });
});

describe('handlers taken away', () => {
  test('are called no more; an unknown id is an error', () => {
    const lines: string[] = [];
    const machine = new Plain({ logLevel: 3, logger: (_, text) => lines.push(text) });
    const calls: string[] = [];
    const id = machine.bindHandlers({ AState: () => calls.push('one') }, { id: 'o n/e' });
    machine.bindHandlers({ AState: () => calls.push('two') }, { id: 'two' });
    machine.detachHandlers(id);
    machine.add('A');
    expect([id, calls]).toEqual(['one', ['two']]);
    expect(codeOf(() => machine.detachHandlers('one'))).toEqual([true, 'BINDING', 'handlers not bound: one']);
    expect(lines.filter((text) => text.startsWith('[handlers]'))).toEqual([
      '[handlers] bind 0:one',
      '[handlers] bind 1:two',
      '[handlers] detach one',
    ]);
    machine.detachHandlers('two');
    expect(machine.bindHandlers({}, { id: '//' })).toMatch(/^anon-[0-9a-f]{4}$/);
    expect(lines.at(-1)).toMatch(/^\[handlers\] bind 2:anon-/);
  });

  test('of two with one id, the first goes first', () => {
    const machine = new Plain();
    const calls: string[] = [];
    machine.bindHandlers({ MState: () => calls.push('one') }, { id: 'same' });
    machine.bindHandlers({ MState: () => calls.push('two') }, { id: 'same' });
    machine.detachHandlers('same');
    machine.add('M');
    expect(calls).toEqual(['two']);
  });
});

test('the first handlers ever get to know of an error from before them, later ones do not', () => {
  const machine = new Plain();
  machine.addErr(new Error('early'));
  const seen: string[] = [];
  const note = (name: string) => ({
    ExceptionState: (event: MachineEvent) => void seen.push(`${name} ${String(event.error?.message)}`),
  });
  machine.bindHandlers(note('first'));
  machine.bindHandlers(note('second'));
  expect(seen).toEqual(['first early']);
  const quiet = new Plain();
  quiet.addErr(new Error('gone'));
  quiet.remove('Exception');
  quiet.bindHandlers(note('late'));
  const bare = new Plain();
  bare.add('Exception');
  bare.bindHandlers(note('no error'));
  expect(seen).toHaveLength(1);
});

describe('parents', () => {
  test('a machine adopts one parent', () => {
    const [parent, other] = [new Plain({ id: 'p' }), new Plain({ id: 'o' })];
    const child = new Plain({ id: 'c' });
    child.adoptParent(parent);
    expect([child.parent, child.view.parent, child.view.parentId]).toEqual([parent, parent.view, 'p']);
    expect(codeOf(() => child.adoptParent(other))).toEqual([true, 'PARENT', 'c has the parent p already']);
    expect(child.parent).toBe(parent);
  });

  test('submachine makes a machine of the class with its options', () => {
    const parent = new Plain({ id: 'p' });
    const child = parent.submachine(Plain, { id: 'c', tags: ['x'] });
    expect([child.parent, child.id, child.view.tags]).toEqual([parent, 'c', ['x']]);
  });
});

describe('lines of the program', () => {
  test('are one line each, at level external', () => {
    const lines: unknown[] = [];
    const machine = new Plain({ logLevel: 1, logger: (level, text) => lines.push([level, text]) });
    machine.log('one\ntwo\r\nthree');
    machine.setLogLevel(0);
    machine.log('unheard');
    machine.setLogLevel(2);
    machine.add('A');
    expect(lines).toEqual([
      [1, '[exter] one two three'],
      [2, '[state] +A'],
    ]);
  });
});

describe('tracers', () => {
  test('are bound once, by object and by id, and detached by id', () => {
    const lines: string[] = [];
    const machine = new Plain({ logLevel: 3, logger: (_, text) => lines.push(text) });
    const tracer = new RecordingTracer({ id: 'one', logLevel: 0 });
    expect([machine.bindTracer(tracer), machine.bindTracer(tracer), machine.bindTracer({ id: 'one' })]).toEqual([
      true,
      false,
      false,
    ]);
    expect(machine.tracers).toEqual([tracer]);
    expect([machine.detachTracer('two'), machine.detachTracer('one'), machine.detachTracer('one')]).toEqual([
      false,
      true,
      false,
    ]);
    expect(machine.tracers).toEqual([]);
    expect(lines).toEqual(['[tracers] bind one', '[tracers] detach one']);
    machine.add('A');
    expect(tracer.of('transitionInit')).toEqual([]);
  });

  test('see the machine as it is', () => {
    class Named extends Plain {}
    const machine = new Named({ id: 'm', tags: ['t'] });
    machine.add(['B', 'A']);
    const { view } = machine;
    expect([view.id, view.className, view.tags, view.queueTick, view.queueLength]).toEqual(['m', 'Named', ['t'], 2, 0]);
    expect([view.activeStates(), view.tick('B'), view.tick('X'), view.time()]).toEqual([
      ['B', 'A'],
      1,
      0,
      machine.time(),
    ]);
    expect([view.stateNames, Object.keys(view.schema).sort()]).toEqual([
      machine.stateNames,
      [...machine.stateNames].sort(),
    ]);
    let inside: unknown[] = [];
    machine.bindHandlers({
      CState: (event: MachineEvent) => {
        machine.add('M');
        inside = [view.queueLength, view.transition()?.id === event.transitionId, event.machine === machine];
      },
    });
    machine.add('C');
    expect([inside, view.transition()]).toEqual([[1, true, true], undefined]);
  });
});

describe('verifyStates', () => {
  test('names every unknown and every missing state, and changes nothing', () => {
    const machine = new Plain({ id: 'm' });
    expect(codeOf(() => machine.verifyStates(['A', 'X', 'Y'] as 'A'[]))).toEqual([
      true,
      'SCHEMA',
      'state X not defined in schema for m\nstate Y not defined in schema for m',
    ]);
    expect(codeOf(() => machine.verifyStates(['A', 'A', 'A', 'A', 'A']))).toEqual([
      true,
      'SCHEMA',
      'error: trying to verify less states than registered for m; missing: B, C, Exception, M',
    ]);
    expect(machine.stateNames).toEqual(['A', 'B', 'C', 'Exception', 'M']);
  });

  test('takes a name given twice once, and tells the tracers', () => {
    const tracer = new RecordingTracer();
    const machine = new Plain({ tracers: [tracer] });
    machine.verifyStates(['M', 'C', 'M', 'B', 'A', 'Exception']);
    expect(machine.stateNames).toEqual(['M', 'C', 'B', 'A', 'Exception']);
    expect(tracer.of('verifyStates')).toHaveLength(1);
  });
});

test('a wait for the time of an unknown state takes it for one that never ticks', async () => {
  const machine = new Plain();
  await machine.whenTime(['X' as 'A'], [0]);
  await machine.whenTicks('X' as 'A', 0);
  let ended = false;
  void machine.whenTime(['A', 'X' as 'A'], [1, 1]).then(() => (ended = true));
  machine.add('A');
  machine.verifyStates(['M', 'C', 'B', 'A', 'Exception']);
  machine.toggle('A');
  machine.toggle('A');
  for (let i = 0; i < 8; i++) await Promise.resolve();
  expect(ended).toBe(false);
  await machine.dispose();
  await Promise.resolve();
  expect(ended).toBe(true);
});

test('a wait that is fulfilled already resolves at once', async () => {
  const machine = new Plain();
  machine.add('A');
  await Promise.all([
    machine.when('A'),
    machine.whenNot(['B', 'C']),
    machine.whenTime(['A'], [1]),
    machine.whenTicks('B', 0),
    machine.whenQueue(machine.queueTick),
  ]);
});

test('whenNextActive does not count the current activation', async () => {
  const machine = new Plain();
  machine.add('A');
  const ended: string[] = [];
  void machine.whenNextActive('A').then(() => ended.push('A'));
  void machine.whenNextActive('B').then(() => ended.push('B'));
  const settle = async () => {
    for (let i = 0; i < 8; i++) await Promise.resolve();
    return ended;
  };
  machine.remove('A');
  expect(await settle()).toEqual([]);
  machine.add('B');
  expect(await settle()).toEqual(['B']);
  machine.add('A');
  expect(await settle()).toEqual(['B', 'A']);
});
