import { getEventListeners } from 'node:events';
import { defineSchema, Machine, type AnyMachine } from 'statescope';

const schema = defineSchema({ A: {}, B: {}, C: {} });
const Plain = Machine.of(schema);

const listenerCount = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

const WAITS: Record<string, (machine: AnyMachine, signal: AbortSignal) => Promise<void>> = {
  when: (machine, signal) => machine.when(['A', 'B'], { signal }),
  whenNot: (machine, signal) => machine.whenNot('C', { signal }),
  whenTime: (machine, signal) => machine.whenTime(['A', 'B'], [1, 1], { signal }),
  whenTicks: (machine, signal) => machine.whenTicks('B', 1, { signal }),
  whenNextActive: (machine, signal) => machine.whenNextActive('B', { signal }),
  whenArgs: (machine, signal) => machine.whenArgs('B', { x: 1 }, { signal }),
  whenQuery: (machine, signal) => machine.whenQuery((clock) => clock['B'] === 1, { signal }),
  whenQueue: (machine, signal) => machine.whenQueue(machine.queueTick + 1, { signal }),
};

function started(): Machine<typeof schema> {
  const machine = new Plain();
  machine.add('C');
  return machine;
}

describe.each(Object.entries(WAITS))('%s', (_name, wait) => {
  test('resolves and leaves no listener on the signal', async () => {
    const machine = started();
    const { signal } = new AbortController();
    const waits = [wait(machine, signal), wait(machine, signal)];
    expect(listenerCount(signal)).toBe(2);
    machine.set(['A', 'B'], { x: 1 });
    await Promise.all(waits);
    expect(listenerCount(signal)).toBe(0);
  });

  test('rejects with the reason as soon as the signal aborts', async () => {
    const machine = started();
    const controller = new AbortController();
    const waiting = wait(machine, controller.signal);
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    expect(listenerCount(controller.signal)).toBe(0);
    expect(machine.set(['A', 'B'], { x: 1 })).toBe(0);
  });

  test('rejects at once when the signal has aborted before', async () => {
    const reason = new Error('before');
    await expect(wait(started(), AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  test('resolves when the machine is disposed, and after that', async () => {
    const machine = started();
    const { signal } = new AbortController();
    const waiting = wait(machine, signal);
    await machine.dispose();
    await waiting;
    expect(listenerCount(signal)).toBe(0);
    await wait(machine, signal);
    expect(listenerCount(signal)).toBe(0);
  });
});

test('whenQueueEnds resolves at once when idle, and after the queue otherwise', async () => {
  const machine = new Plain();
  await machine.whenQueueEnds();
  const { signal } = new AbortController();
  let ended: Promise<boolean> | undefined;
  machine.bindHandlers({
    AState: () => {
      machine.add('B');
      ended = machine.whenQueueEnds({ signal }).then(() => machine.is('B'));
    },
  });
  machine.add('A');
  await expect(ended).resolves.toBe(true);
  expect(listenerCount(signal)).toBe(0);
});

test('a wait in a handler aborted by its own signal ends with the activation', async () => {
  const machine = new Plain();
  let waiting: Promise<void> | undefined;
  machine.bindHandlers({
    AState: (event: { signal: AbortSignal }) => {
      waiting = machine.when('B', { signal: event.signal });
      return waiting;
    },
  });
  machine.add('A');
  machine.remove('A');
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  expect(machine.tick('Exception')).toBe(0);
});

test('waits of lists with different lengths become an Exception', async () => {
  const machine = new Plain();
  await machine.whenTime(['A'], []);
  expect(machine.err).toMatchObject({
    code: 'INVALID_ARGS',
    message: 'whenTime needs one time per state, got 1 states, 0 times',
  });
  const other = new Plain();
  await other.whenTime([], []);
  expect(other.err?.message).toMatch(/0 states, 0 times/);
});

test('an unknown name is an error that names the nearest state', () => {
  const machine = new (Machine.of(defineSchema({ Downloading: {}, Ready: {} })))({ id: 'feed' });
  // @ts-expect-error not a state
  expect(() => machine.when('Downloadin')).toThrow(
    'missing states: Downloadin not defined in schema for feed; did you mean Downloading?',
  );
  // @ts-expect-error not a state
  expect(() => machine.add('Entirely')).toThrow(/^missing states: Entirely not defined in schema for feed$/);
});

test('the end of an activation is told to the log, to those who hold its signal', () => {
  const lines: string[] = [];
  const machine = new Plain({ logLevel: 3, logger: (_, text) => lines.push(text) });
  const [first, again] = [machine.stateSignal('A'), machine.stateSignal('A')];
  expect(first).toBe(again);
  machine.add(['A', 'B']);
  expect([first.aborted, lines.filter((text) => text.startsWith('[ctx'))]).toEqual([
    true,
    ['[ctx:new] A', '[ctx:match] A'],
  ]);
  expect(machine.stateSignal('A')).not.toBe(first);
});

test('waits and signals survive a new order of the states', async () => {
  const machine = started();
  const order: string[] = [];
  const waits = [
    machine.when('A').then(() => order.push('when')),
    machine.whenTime(['B'], [1]).then(() => order.push('time')),
    machine.whenArgs('A', { x: 1 }).then(() => order.push('args')),
  ];
  const signalOfC = machine.stateSignal('C');
  machine.verifyStates(['C', 'Exception', 'B', 'A']);
  machine.add('A', { x: 1 });
  expect(signalOfC.aborted).toBe(false);
  machine.add('B');
  await Promise.all(waits);
  expect(order.sort()).toEqual(['args', 'time', 'when']);
  machine.remove('C');
  expect(signalOfC.aborted).toBe(true);
});
