import { defineSchema, evaluate, internalErrors, Machine, type MachineError, type MachineOptions } from 'statescope';
import { FakeClock, RecordingTracer } from 'statescope/testing';

const Plain = Machine.of(defineSchema({ A: {}, B: {} }));

function logged(options: MachineOptions = {}) {
  const lines: string[] = [];
  const machine = new Plain({ id: 'm', logLevel: 5, logger: (_, text) => lines.push(text), ...options });
  return { machine, lines };
}

test('runs the function alone, then what it queued, before it returns', async () => {
  const tracer = new RecordingTracer();
  const { machine, lines } = logged({ tracers: [tracer] });
  lines.length = 0;
  const seen: unknown[] = [];
  const done = evaluate(machine, 'look', () => seen.push(machine.add('A'), machine.is('A'), machine.queueLength));
  expect(seen).toEqual([2, false, 1]);
  expect(machine.is('A')).toBe(true);
  expect(await done).toBe(true);
  expect(lines.slice(0, 2)).toEqual(['[exter] eval: look', '[eval] look']);
  expect(lines).toContain('[eval:end] look');
  expect(tracer.of('queueEnd')).toHaveLength(1);
  expect(tracer.of('transitionStart')).toHaveLength(1);
});

test('without mutations the queue ends all the same, and no clock ticks', async () => {
  const { machine } = logged();
  let ended: Promise<void> | undefined;
  expect(await evaluate(machine, 'wait', () => (ended = machine.whenQueueEnds()))).toBe(true);
  await ended;
  expect([machine.time(), machine.queueTick]).toEqual([[0, 0, 0], 1]);
});

test.each([false, true])('in a handler it is refused at once; detectEval: %s', async (detectEval) => {
  const { machine } = logged({ detectEval });
  let nested: Promise<boolean> | undefined;
  let ran = false;
  machine.bindHandlers({ AState: () => (nested = evaluate(machine, 'nested', () => (ran = true))) });
  machine.add('A');
  expect([await nested, ran]).toEqual([false, false]);
  expect((machine.err as MachineError | undefined)?.code).toBe(detectEval ? 'EVAL_NESTED' : undefined);
});

test('needs a word on what it is for, and says what was nested', async () => {
  const { machine } = logged({ detectEval: true });
  expect(() => evaluate(machine, '', () => undefined)).toThrow(
    expect.objectContaining({ code: 'INVALID_ARGS' }) as Error,
  );
  await evaluate(machine, 'outer', () => evaluate(machine, 'inner', () => undefined));
  expect(machine.err?.message).toMatch(/^eval nested in handler or eval: inner; do it in place/);
});

test('in another evaluation it is refused, the outer one is not', async () => {
  const { machine } = logged();
  let inner: Promise<boolean> | undefined;
  const outer = evaluate(machine, 'outer', () => (inner = evaluate(machine, 'inner', () => undefined)));
  expect([await outer, await inner]).toEqual([true, false]);
  expect(machine.err).toBeUndefined();
});

test('a function that takes too long has run, but is told of', async () => {
  const clock = new FakeClock();
  const { machine, lines } = logged({ now: clock.now });
  const errors = internalErrors(machine);
  expect(await evaluate(machine, 'slow', () => clock.advance(1001))).toBe(false);
  expect(lines).toContain('[eval:timeout] slow');
  expect((await errors.next()).value).toMatchObject({ code: 'EVAL_TIMEOUT' });
  expect(await evaluate(machine, 'slow', () => clock.advance(1001), { timeoutMs: 1001 })).toBe(true);
  expect(machine.err).toBeUndefined();
});

test('what the function throws is added as an error', async () => {
  const { machine } = logged();
  const failing = () => {
    throw new Error('boom');
  };
  expect(await evaluate(machine, 'fail', failing)).toBe(false);
  expect([machine.err?.message, machine.is('Exception')]).toEqual(['boom', true]);
});

test('a promise the function returns is not waited for; its rejection is added', async () => {
  const { machine } = logged();
  expect(await evaluate(machine, 'later', () => Promise.reject(new Error('later')))).toBe(true);
  await machine.whenErr();
  expect(machine.err?.message).toBe('later');
});

test('a source is required; an ended signal or machine runs nothing', async () => {
  const { machine, lines } = logged();
  const fn = jest.fn();
  expect(() => evaluate(machine, '', fn)).toThrow(/needs a source/);
  expect(await evaluate(machine, 'x', fn, { signal: AbortSignal.abort() })).toBe(false);
  expect(lines).toContain('[eval:ctxdone] x');
  await machine.dispose();
  expect(await evaluate(machine, 'x', fn)).toBe(false);
  expect(fn).not.toHaveBeenCalled();
});

test('what a callback throws is what the evaluation fails with', async () => {
  const { machine } = logged({
    onChange: () => {
      throw new Error('from onChange');
    },
  });
  await expect(evaluate(machine, 'x', () => void machine.add('A'))).rejects.toThrow('from onChange');
  expect(machine.add).toBeDefined();
  expect(() => machine.add('B')).toThrow('from onChange');
});
