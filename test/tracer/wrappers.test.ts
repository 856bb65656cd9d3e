import { defineSchema, Machine, type Tracer } from 'statescope';
import { setTracerErrorSink } from '../../src/tracer/index.js';

const schema = defineSchema({ A: {} });

function run(wrappers: readonly NonNullable<Tracer['runInHandler']>[], handler: () => unknown): Machine<typeof schema> {
  const tracers = wrappers.map((runInHandler, i) => ({ id: `w${String(i)}`, runInHandler }));
  const machine = new (Machine.of(schema))({ tracers });
  machine.bindHandlers({ AEnter: handler });
  machine.add('A');
  return machine;
}

const told: string[] = [];
beforeEach(() => {
  told.length = 0;
  setTracerErrorSink((tracer, callback) => told.push(`${tracer.id} ${callback}`));
});
afterEach(() => {
  setTracerErrorSink(undefined);
});

test('wrappers nest, the first bound outermost', () => {
  const order: string[] = [];
  const wrapper =
    (name: string): NonNullable<Tracer['runInHandler']> =>
    (_call, inner) => {
      order.push(`${name} in`);
      const result = inner();
      order.push(`${name} out`);
      return result;
    };
  run([wrapper('one'), wrapper('two')], () => order.push('handler') > 0);
  expect(order).toEqual(['one in', 'two in', 'handler', 'two out', 'one out']);
});

test('the result is that of the handler, whatever a wrapper returns', () => {
  expect(run([(_call, inner) => (inner(), true as never)], () => false).is('A')).toBe(false);
  expect(run([() => false as never], () => true).is('A')).toBe(true);
});

test('a wrapper that throws before, after or without running is stepped over; the handler runs once', () => {
  const throwing: NonNullable<Tracer['runInHandler']>[] = [
    () => {
      throw new Error('before');
    },
    (_call, inner) => {
      inner();
      throw new Error('after');
    },
  ];
  for (const wrapper of throwing) {
    let calls = 0;
    const machine = run([wrapper, (_call, inner) => inner(), wrapper], () => ++calls > 0);
    expect([calls, machine.is('A'), machine.err]).toEqual([1, true, undefined]);
  }
  expect(told).toEqual(['w0', 'w2', 'w2', 'w0'].map((id) => `${id} runInHandler`));
});

test('a wrapper that runs twice gets the same result and the handler runs once', () => {
  let calls = 0;
  const results: unknown[] = [];
  run([(_call, inner) => (results.push(inner(), inner()), inner())], () => ++calls > 0);
  expect([calls, results]).toEqual([1, [true, true]]);
});

test('a handler that throws takes the throw path, and is no failure of the wrappers', () => {
  const after: string[] = [];
  const machine = run(
    [
      (_call, inner) => {
        const result = inner();
        after.push('went on');
        return result;
      },
    ],
    () => {
      throw new Error('handler');
    },
  );
  expect(machine.err?.message).toBe('handler');
  expect(after).toEqual(['went on']);
  expect(told).toEqual([]);
});
