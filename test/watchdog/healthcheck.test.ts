import { basicStates, defineSchema, Machine, startHealthcheck } from 'statescope';
import { FakeClock } from 'statescope/testing';

const schema = defineSchema({ ...basicStates, Work: {} });
const started = () => ({ machine: new (Machine.of(schema))(), timers: new FakeClock() });

test('adds Healthcheck every thirty seconds', () => {
  const { machine, timers } = started();
  startHealthcheck(machine, { timers });
  timers.advance(29_999);
  expect(machine.tick('Healthcheck')).toBe(0);
  timers.advance(1);
  expect(machine.tick('Healthcheck')).toBe(1);
  timers.advance(60_000);
  expect(machine.tick('Healthcheck')).toBe(5);
});

test('ends when it is told to', () => {
  const { machine, timers } = started();
  const stop = startHealthcheck(machine, { timers, everyMs: 10 });
  timers.advance(10);
  stop();
  stop();
  timers.advance(100);
  expect([machine.tick('Healthcheck'), timers.pendingTimers]).toEqual([1, 0]);
});

test('ends with the machine', async () => {
  const { machine, timers } = started();
  startHealthcheck(machine, { timers });
  await machine.dispose();
  expect(timers.pendingTimers).toBe(0);
});

test('never starts for a machine that is gone', async () => {
  const { machine, timers } = started();
  await machine.dispose();
  startHealthcheck(machine, { timers })();
  expect(timers.pendingTimers).toBe(0);
});

test('goes on when a transition throws out of the check', () => {
  const { timers } = started();
  const machine = new (Machine.of(schema))({
    onChange: () => {
      throw new Error('observer');
    },
  });
  startHealthcheck(machine, { timers, everyMs: 10 });
  expect(() => timers.advance(10)).toThrow('observer');
  expect(timers.pendingTimers).toBe(1);
});

test('does not keep the process alive', () => {
  const { machine } = started();
  const unref = jest.fn();
  startHealthcheck(machine, { timers: { setTimeout: () => ({ unref }), clearTimeout: () => undefined } })();
  expect(unref).toHaveBeenCalledTimes(1);
});

test('uses the time of the process unless given another', () => {
  jest.useFakeTimers();
  try {
    const { machine } = started();
    const stop = startHealthcheck(machine, { everyMs: 10 });
    jest.advanceTimersByTime(20);
    stop();
    jest.advanceTimersByTime(20);
    expect(machine.tick('Healthcheck')).toBe(3);
  } finally {
    jest.useRealTimers();
  }
});

test('needs the state', () => {
  const machine = new (Machine.of(defineSchema({ A: {} })))();
  expect(() => startHealthcheck(machine as never)).toThrow(/Healthcheck not defined/);
});
