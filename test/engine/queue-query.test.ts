import {
  defineSchema,
  eventSource,
  findQueued,
  isQueuedAbove,
  Machine,
  prepend,
  QUEUED,
  queueOf,
  willBe,
  willBeAny,
  willBeRemoved,
  type Tracer,
} from 'statescope';
import { RecordingTracer } from 'statescope/testing';

const schema = defineSchema({ A: {}, B: {}, C: {}, M: { multi: true } });
const Plain = Machine.of(schema);
type Plain = InstanceType<typeof Plain>;

/** A machine in whose `AState` the queue is looked at. */
function inHandler(look: (machine: Plain) => void): Plain {
  const machine = new Plain();
  let looked = false;
  machine.bindHandlers({
    AState: () => {
      look(machine);
      looked = true;
    },
  });
  machine.add('A');
  expect([machine.err, looked]).toEqual([undefined, true]);
  return machine;
}

test('an empty queue has nothing, at no position', () => {
  const machine = new Plain();
  for (const position of ['any', 'first', 'last'] as const) {
    expect(findQueued(machine, { type: 'add', states: [], position })).toBeUndefined();
  }
  expect(queueOf(machine)).toEqual([]);
  expect(isQueuedAbove(machine, 1, { type: 'add', states: [] })).toBe(false);
});

test('a waiting mutation is found by type, states, arguments, tick and position', () => {
  inHandler((machine) => {
    machine.add(['B', 'C']);
    const tick = machine.add('M', { n: 1 });
    machine.remove('A');
    expect(queueOf(machine).map(({ type, called }) => [type, ...called])).toEqual([
      ['add', 'B', 'C'],
      ['add', 'M'],
      ['remove', 'A'],
    ]);
    expect(findQueued(machine, { type: 'add', states: ['C'] })).toEqual({ index: 0, queueTick: tick - 1 });
    expect(findQueued(machine, { type: 'add', states: ['C'], exact: true })).toBeUndefined();
    expect(findQueued(machine, { type: 'add', states: ['C', 'B', 'C'], exact: true })).toBeDefined();
    expect(findQueued(machine, { type: 'add', states: ['M'], withoutArgs: true })).toBeUndefined();
    expect(findQueued(machine, { type: 'add', states: [], minQueueTick: tick })).toEqual({ index: 1, queueTick: tick });
    expect(findQueued(machine, { type: 'remove', states: ['A'], position: 'first' })).toBeUndefined();
    expect(findQueued(machine, { type: 'remove', states: ['A'], position: 'last' })?.index).toBe(2);
    expect([willBe(machine, 'B'), willBe(machine, 'A'), willBeRemoved(machine, 'A')]).toEqual([true, false, true]);
    expect([willBeAny(machine, 'A', 'C'), willBeAny(machine, 'A', 'Exception')]).toEqual([true, false]);
    expect([willBeAny(machine), willBe(machine, 'B', 'M')]).toEqual([false, false]);
    expect(isQueuedAbove(machine, 2, { type: 'add', states: [] })).toBe(true);
    expect(isQueuedAbove(machine, 3, { type: 'add', states: [] })).toBe(false);
  });
});

test('checks are found as checks only', () => {
  inHandler((machine) => {
    machine.canAdd('B');
    expect(findQueued(machine, { type: 'add', states: ['B'] })).toBeUndefined();
    expect(findQueued(machine, { type: 'add', states: ['B'], check: true })).toEqual({ index: 0, queueTick: 0 });
    expect(isQueuedAbove(machine, 1, { type: 'add', states: ['B'] })).toBe(false);
  });
});

test('a prepended mutation goes before what waits, has no tick and passes a full queue', () => {
  const tracer = new RecordingTracer();
  const machine = new Plain({ queueLimit: 1, tracers: [tracer] });
  machine.bindHandlers({
    AState: () => {
      machine.add('B');
      expect(prepend(machine, { type: 'set', states: ['A', 'C'], args: { x: 1 } })).toBe(QUEUED);
      expect(queueOf(machine).map(({ queueTick, queueToken }) => [queueTick, queueToken])).toEqual([
        [0, 1],
        [3, 0],
      ]);
    },
  });
  machine.add('A');
  expect(machine.err).toBeUndefined();
  const order = tracer.of('transitionStart').map(({ transition }) => transition?.mutation.called.join(' '));
  expect(order).toEqual(['A', 'A C', 'B']);
  expect(machine.activeStates()).toEqual(['B', 'A', 'C']);
});

test('a prepended mutation may be the first; it is like others then', () => {
  const calls: string[] = [];
  class Own extends Machine.of({ A: {}, B: { auto: true } }) {
    AState() {
      calls.push('A');
    }
  }
  const autos: [string, boolean][] = [];
  const machine = new Own({
    tracers: [{ id: 't', mutationQueued: (_, { called, auto }) => void autos.push([String(called), auto]) }],
  });
  expect(prepend(machine, { type: 'add', states: 'A' })).toBe(0);
  expect([calls, autos]).toEqual([
    ['A'],
    [
      ['A', false],
      ['B', true],
    ],
  ]);
  expect(prepend(machine, { type: 'remove', states: 'A' })).toBe(0);
});

test('outside a transition a prepended mutation runs at once', () => {
  const machine = new Plain();
  expect(prepend(machine, { type: 'add', states: 'A' })).toBe(0);
  expect(machine.queueTick).toBe(1);
  expect(() => prepend(machine, { type: 'add', states: 'X' as 'A' })).toThrow(/missing states: X/);
  void machine.dispose();
  expect(prepend(machine, { type: 'remove', states: 'A' })).toBe(1);
});

test('a mutation names an event or a bare source as its reason', () => {
  const sources: unknown[] = [];
  const tracer: Tracer = { id: 'sources', mutationQueued: (_, mutation) => sources.push(mutation.source) };
  const machine = new Plain({ tracers: [tracer] });
  const other = new Plain({ id: 'other' });
  other.bindHandlers({
    AState: (source: never) => {
      machine.add('A', undefined, { source });
      prepend(machine, { type: 'add', states: 'B', source });
    },
  });
  other.add('B');
  other.add('A');
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  machine.add('C', undefined, { source: eventSource('far', '00ff', { traceparent, machineTime: 7 }) });
  machine.remove('C', undefined, { source: eventSource('far', '00fe') });
  machine.addErr(new Error('x'), undefined, undefined, { source: eventSource('far', '00fd') });
  expect(sources).toEqual([
    expect.objectContaining({ machineId: 'other', machineTime: 1 }),
    expect.objectContaining({ machineId: 'other', machineTime: 1 }),
    { machineId: 'far', transitionId: '00ff', machineTime: 7, traceparent },
    { machineId: 'far', transitionId: '00fe', machineTime: 0 },
    { machineId: 'far', transitionId: '00fd', machineTime: 0 },
  ]);
});
