import { defineSchema, Machine, type HandlerCall, type Tracer, type TransitionView } from 'statescope';
import { RecordingTracer } from 'statescope/testing';
import { setTracerErrorSink } from '../../src/tracer/index.js';

const schema = defineSchema({
  A: {},
  B: { multi: true },
  R: { require: ['A'] },
  X: { remove: ['Y'] },
  Y: {},
  Z: {},
});

class Sample extends Machine.of(schema) {
  AState(): void {
    this.add('B');
  }
  BState(): Promise<void> {
    return Promise.resolve();
  }
  ZEnter(): boolean {
    return false;
  }
  YEnd(): void {
    throw new Error('end');
  }
}

const boom = (): never => {
  throw new Error('tracer');
};

const CALLBACKS = [
  'machineInit',
  'mutationQueued',
  'mutationRejected',
  'transitionInit',
  'transitionStart',
  'transitionFinals',
  'transitionEnd',
  'handlerStart',
  'handlerEnd',
  'handlerSettled',
  'runInHandler',
  'queueEnd',
  'verifyStates',
  'machineDispose',
  'machineDetach',
  'log',
] as const;

/** Runs a script that reaches every callback; what the machine did, without ids. */
async function script(tracers: readonly Tracer[]): Promise<unknown> {
  const machine = new Sample({ id: 'm', tracers, queueLimit: 1 });
  const results: unknown[] = [
    machine.add('A'),
    machine.add('Z'),
    machine.canAdd('R'),
    machine.set('Y'),
    machine.add('X'),
    machine.addErr('given'),
  ];
  machine.verifyStates(['Z', 'Y', 'X', 'R', 'B', 'A', 'Exception']);
  results.push(machine.activeStates(), machine.time(), machine.err?.message, machine.queueTick);
  await machine.whenQueueEnds();
  machine.bindHandlers({
    XExit: () => {
      machine.add('B', { n: 1 });
      machine.add('B', { n: 2 });
    },
  });
  results.push(machine.remove('X'));
  for (const tracer of tracers) if (tracer.id === 'gone') machine.detachTracer('gone');
  for (let i = 0; i < 5; i++) await Promise.resolve();
  await machine.dispose();
  return [...results, machine.time(), machine.add('A')];
}

afterEach(() => {
  setTracerErrorSink(undefined);
});

test.each(CALLBACKS)('a tracer that throws in %s changes nothing and is reported', async (callback) => {
  const expected = await script([]);
  const told = new Set<string>();
  setTracerErrorSink((tracer, name) => told.add(`${tracer.id} ${name}`));
  const gone = callback === 'machineDetach' ? 'gone' : 'throwing';
  const after = new RecordingTracer({ id: 'after' });
  expect(await script([{ id: gone, [callback]: boom }, after])).toEqual(expected);
  expect([...told]).toEqual([`${gone} ${callback}`]);
  const plain = new RecordingTracer({ id: 'after' });
  await script([{ id: gone }, plain]);
  expect(after.records.map((record) => record.callback)).toEqual(plain.records.map((record) => record.callback));
});

test('callbacks of one mutation come in the order of the contract', () => {
  const tracer = new RecordingTracer({ logLevel: 0 });
  const machine = new Sample({ tracers: [tracer] });
  machine.bindHandlers({ XEnter: () => true, XState: () => undefined });
  tracer.clear();
  machine.add('X');
  expect(tracer.records.map(({ callback, handler }) => [callback, handler?.name].filter(Boolean).join(' '))).toEqual([
    'mutationQueued',
    'transitionInit',
    'transitionStart',
    'handlerStart XEnter',
    'runInHandler XEnter',
    'handlerEnd XEnter',
    'transitionFinals',
    'handlerStart XState',
    'runInHandler XState',
    'handlerEnd XState',
    'transitionEnd',
    'queueEnd',
  ]);
});

test('canceled and check transitions have no finals, every one has an end', () => {
  const tracer = new RecordingTracer();
  const machine = new Sample({ tracers: [tracer] });
  machine.add('Z');
  machine.add('R');
  machine.canAdd('A');
  expect(tracer.of('transitionFinals')).toEqual([]);
  expect(tracer.of('transitionEnd').map((record) => record.transition?.accepted)).toEqual([false, false, true]);
});

test('a cancellation says why and by what', () => {
  const tracer = new RecordingTracer();
  const machine = new Sample({ tracers: [tracer] });
  machine.add('Z');
  machine.add('R');
  machine.add('X');
  machine.add('Y');
  machine.set('Y');
  machine.remove('Y');
  const ends = tracer.of('transitionEnd').flatMap(({ transition }) => transition?.cancellation ?? []);
  expect(ends).toEqual([
    { reason: 'handler', by: 'ZEnter' },
    { reason: 'require', by: 'A' },
    { reason: 'remove', by: 'X' },
    { reason: 'error', by: 'YEnd' },
  ]);
});

test('a mutation made in a callback of a transition is queued', () => {
  const during = CALLBACKS.slice(3, 9).filter((name) => name !== 'handlerSettled');
  for (const name of during) {
    let result: number | undefined;
    const machine: Sample = new Sample({ tracers: [{ id: 't', [name]: () => (result ??= machine.add('X')) }] });
    machine.add('A');
    expect([name, result]).toEqual([name, expect.any(Number)]);
    expect(result).toBeGreaterThanOrEqual(2);
    expect(machine.is('X')).toBe(true);
  }
});

test('a tracer can detach itself in any callback and hears no more of later transitions', () => {
  for (const name of CALLBACKS.slice(1, 12)) {
    const machine = new Sample({ queueLimit: 1 });
    const recording = new RecordingTracer({ id: 'self' });
    const original = (recording[name] as unknown as (...given: unknown[]) => unknown).bind(recording);
    Object.assign(recording, {
      [name]: (...given: unknown[]) => {
        machine.detachTracer('self');
        return original(...given);
      },
    });
    machine.bindTracer(recording);
    machine.add('A');
    expect(machine.activeStates()).toEqual(['B', 'A']);
    if (!['mutationRejected', 'handlerSettled'].includes(name)) {
      recording.clear();
      machine.add('X');
      expect(recording.records).toEqual([]);
    }
  }
});

test('writers of the trace context are called first, whatever the order of binding', () => {
  const seen: (string | undefined)[] = [];
  const reader: Tracer = {
    id: 'reader',
    transitionInit: (tx) => seen.push(tx.traceContext?.spanId),
    handlerStart: (call) => seen.push(call.traceContext?.spanId),
  };
  const give = (target: TransitionView | HandlerCall, spanId: string): void => {
    target.traceContext = { traceId: '0'.repeat(32), spanId, traceFlags: 1 };
  };
  const writer: Tracer = {
    id: 'writer',
    writesTraceContext: true,
    transitionInit: (tx) => {
      give(tx, 'tx');
    },
    handlerStart: (call) => {
      give(call, call.name);
    },
  };
  const machine = new Sample({ tracers: [reader] });
  machine.bindTracer(writer);
  machine.bindHandlers({ XState: () => undefined });
  machine.add('X');
  expect(seen).toEqual(['tx', 'XState']);
});

test('each log tracer gets the lines of its own level; a level of the machine goes before', () => {
  const quiet = new RecordingTracer({ id: 'quiet', logLevel: 2 });
  const loud = new RecordingTracer({ id: 'loud', logLevel: 3 });
  const machine = new Sample({ tracers: [quiet, loud] });
  const texts = (tracer: RecordingTracer): unknown[] => tracer.of('log').map((record) => record.text);
  quiet.clear();
  loud.clear();
  machine.add('X');
  expect(texts(quiet)).toEqual(['[state] +X']);
  expect(texts(loud)).toEqual(['[queue:add] X', '[add] X', '[state] +X']);
  machine.setLogLevel(3);
  quiet.clear();
  machine.add('X');
  expect(texts(quiet)).toEqual(['[queue:add] X', '[add] X']);
});

test('a machine nobody watches reads no clock and makes no id', () => {
  const machine = new Sample();
  const clock = jest.spyOn(performance, 'now');
  const random = jest.spyOn(crypto, 'getRandomValues');
  const text = jest.spyOn(JSON, 'stringify');
  machine.add('X', { x: 1 });
  machine.remove('X');
  machine.add('Z');
  const calls = [clock, random, text].map((spy) => spy.mock.calls.length);
  jest.restoreAllMocks();
  expect(calls).toEqual([0, 0, 0]);
});

describe('a tracer to which nothing of a transition shows', () => {
  /** Told of handlers, and quiet in transitions that call these states. */
  class Quiet implements Tracer {
    readonly id: string = 'quiet';
    isQuiet = false;
    readonly told: string[] = [];
    readonly #states: readonly string[];

    constructor(...states: readonly string[]) {
      this.#states = states;
    }
    transitionInit({ mutation }: TransitionView): void {
      this.isQuiet = mutation.called.some((state) => this.#states.includes(state));
    }
    handlerStart({ name }: HandlerCall): void {
      this.told.push(name);
    }
    handlerEnd({ name }: HandlerCall): void {
      this.told.push(`/${name}`);
    }
  }

  const toldOf = (...tracers: readonly Tracer[]): void => {
    const machine = new Sample({ tracers: [...tracers] });
    machine.add('A');
    machine.add('Z');
  };

  test('is not told of its handlers, and of those of other transitions', () => {
    const quiet = new Quiet('A', 'Z');
    toldOf(quiet);
    expect(quiet.told).toEqual(['BState', '/BState']);
  });

  test('is told where somebody else is, or wraps the handlers', () => {
    const all = ['AState', '/AState', 'BState', '/BState', 'ZEnter', '/ZEnter'];
    const beside = new Quiet('A', 'Z');
    toldOf(beside, new RecordingTracer());
    expect(beside.told).toEqual(all);
    const wrapped = new Quiet('A', 'Z');
    toldOf(wrapped, { id: 'wraps', runInHandler: (_, run) => run() });
    expect(wrapped.told).toEqual(all);
  });
});

test('a line of changes names what came, came again and went, as planned or not, with what stays at the highest level', () => {
  const lines: string[] = [];
  const machine = new Sample({ logLevel: 2, logger: (_, text) => void lines.push(text), logArgs: ['id'] });
  const changes = (act: () => unknown): readonly string[] => {
    lines.length = 0;
    act();
    return lines.filter((line) => /^\[(?:state|auto_)\]/.test(line));
  };
  expect(changes(() => machine.add('A', { id: 7 }))).toEqual(['[state] +A (id=7)', '[state] +B']);
  expect(changes(() => machine.add('B', { id: 8 }))).toEqual(['[state] +B (id=8)']);
  expect(changes(() => machine.add('B'))).toEqual(['[state] +B']);
  expect(changes(() => machine.remove('A'))).toEqual(['[state] -A']);
  machine.setLogLevel(5);
  expect(changes(() => machine.add('B'))).toEqual(['[state] +B B']);
});
