import { defineSchema, Machine } from 'statescope';
import { RecordingTracer } from 'statescope/testing';
import { setTracerErrorSink } from '../../src/tracer/index.js';

const schema = defineSchema({ A: {}, B: {}, C: {} });
const Plain = Machine.of(schema);

class Chain extends Machine.of(schema) {
  AState(): void {
    this.add('B');
    this.add('C');
  }
}

const boom = (): never => {
  throw new Error('boom');
};

afterEach(() => {
  setTracerErrorSink(undefined);
});

test('a throwing onChange leaves the outermost mutator after everything queued has run', () => {
  const tracer = new RecordingTracer();
  const machine = new Chain({ tracers: [tracer], onChange: boom });
  expect(() => machine.add('A')).toThrow('boom');
  expect(machine.activeStates()).toEqual(['C', 'B', 'A']);
  expect(machine.queueLength).toBe(0);
  expect(tracer.of('transitionEnd')).toHaveLength(tracer.of('transitionInit').length);
  expect(tracer.of('queueEnd')).toHaveLength(1);
  expect(machine.view.transition()).toBeUndefined();
});

test('a machine goes on after a failed callback', () => {
  let failing = true;
  const machine = new Plain({
    onChange: () => {
      if (failing) boom();
    },
  });
  expect(() => machine.add('A')).toThrow('boom');
  failing = false;
  expect(machine.add('B')).toBe(0);
  expect(machine.is('A', 'B')).toBe(true);
});

test('a throwing onError does not lose the error', () => {
  const machine = new Plain({ onError: boom });
  expect(() => machine.addErr(new Error('first'))).toThrow('boom');
  expect(machine.is('Exception')).toBe(true);
  expect(machine.err?.message).toBe('first');
});

test('a throwing logger changes nothing and is reported', () => {
  const told: string[] = [];
  setTracerErrorSink((tracer, callback) => told.push(`${tracer.id}.${callback}`));
  const machine = new Chain({ logger: boom, logLevel: 5 });
  expect(machine.add('A')).toBe(0);
  expect(machine.is('A', 'B', 'C')).toBe(true);
  expect(new Set(told)).toEqual(new Set(['logger.log']));
});

test('arguments that have no text do not break a log line', () => {
  const lines: string[] = [];
  const options = { logger: (_level: number, text: string) => lines.push(text), logLevel: 2, logArgs: ['x'] } as const;
  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;
  for (const x of [cyclic, { toJSON: boom }, { toJSON: () => undefined }, 10n, Symbol('s'), { n: 10n }]) {
    expect(new Plain(options).add('A', { x })).toBe(0);
  }
  expect(lines).toHaveLength(6);
});

test('a whenQuery that throws fails its own wait only', async () => {
  const machine = new Plain();
  const failing = machine.whenQuery(boom);
  const other = machine.whenQuery((clock) => clock['A'] === 1);
  expect(machine.add('A')).toBe(0);
  await expect(failing).rejects.toThrow('boom');
  await expect(other).resolves.toBeUndefined();
});

test('a mutator called in onChange is queued and runs', () => {
  const results: number[] = [];
  const machine: Machine<typeof schema> = new Plain({
    onChange: () => {
      if (results.length === 0) results.push(machine.add('B'));
    },
  });
  machine.add('A');
  expect(results).toEqual([3]);
  expect(machine.is('B')).toBe(true);
});

test('an Auto state that always fails is given up, with an error line', () => {
  const tracer = new RecordingTracer({ logLevel: 2 });
  const machine = new (Machine.of(defineSchema({ A: {}, B: { auto: true } })))({ tracers: [tracer] });
  machine.bindHandlers({ BState: boom });
  expect(machine.add('A')).toBe(0);
  expect(machine.not('B')).toBe(true);
  expect(machine.is('A', 'Exception')).toBe(true);
  expect(tracer.of('log').at(-1)?.text).toBe('[error] B not tried again, each try ended in an error');
});

test('dispose ends the machine also when a callback fails on the way', async () => {
  const machine = new (Machine.of(defineSchema({ Start: {} })))({ onChange: boom });
  expect(() => machine.add('Start')).toThrow('boom');
  await expect(machine.dispose()).rejects.toThrow('boom');
  expect(machine.isDisposed).toBe(true);
  expect(machine.add('Start')).toBe(1);
});
