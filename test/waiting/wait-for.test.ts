import { getEventListeners } from 'node:events';
import { defineSchema, Machine, waitForAll, waitForAny } from 'statescope';
import { FakeClock } from 'statescope/testing';

const Plain = Machine.of(defineSchema({ A: {}, B: {} }));
const never = new Promise<void>(() => undefined);
const soon = () => new Promise(setImmediate);

describe.each([
  ['all', (...[waits, options]: Parameters<typeof waitForAll>) => waitForAll(waits, options)],
  ['any', (...[waits, options]: Parameters<typeof waitForAll>) => waitForAny(waits, options)],
])('waiting for %s', (_name, waitFor) => {
  test('ends at the timeout', async () => {
    const timers = new FakeClock();
    const waiting = waitFor([never], { timeoutMs: 100, timers });
    timers.advance(100);
    await expect(waiting).rejects.toMatchObject({ code: 'TIMEOUT', message: 'waited for 100 ms' });
  });

  test('leaves nothing behind when it succeeds in time', async () => {
    const timers = new FakeClock();
    const { signal } = new AbortController();
    const machine = new Plain();
    let inner: AbortSignal | undefined;
    const wait = (ends: AbortSignal) => machine.when('A', { signal: (inner = ends) });
    const waiting = waitFor([wait], { timeoutMs: 100, timers, signal, failWith: machine });
    machine.add('A');
    await waiting;
    expect([timers.pendingTimers, getEventListeners(signal, 'abort').length, inner?.aborted]).toEqual([0, 0, true]);
    expect(getEventListeners(inner!, 'abort')).toHaveLength(0);
  });

  test('ends with the signal', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const waiting = waitFor([never], { signal: controller.signal });
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    const started = jest.fn(() => never);
    await expect(waitFor([started], { signal: controller.signal })).rejects.toBe(reason);
    expect(started).not.toHaveBeenCalled();
  });

  test('ends with a signal that aborts while a wait starts', async () => {
    const controller = new AbortController();
    const aborting = () => {
      controller.abort(new Error('enough'));
      return never;
    };
    await expect(waitFor([aborting], { signal: controller.signal })).rejects.toThrow('enough');
  });

  test('ends with the error of a machine', async () => {
    const [one, two] = [new Plain(), new Plain()];
    const waiting = waitFor([never], { failWith: [one, two] });
    await soon();
    two.addErr(new Error('broken'));
    await expect(waiting).rejects.toThrow('broken');
    await expect(waitFor([never], { failWith: two })).rejects.toThrow('broken');
  });

  test('goes on when a machine is disposed without an error', async () => {
    const machine = new Plain();
    let end: () => void = () => {};
    const wait = new Promise<void>((resolve) => (end = resolve));
    const waiting = waitFor([wait], { failWith: machine });
    await machine.dispose();
    await soon();
    end();
    await waiting;
  });

  test('rejects with what a wait rejects with, thrown or promised', async () => {
    await expect(waitFor([never, Promise.reject(new Error('promised'))])).rejects.toThrow('promised');
    const throwing = () => {
      throw new Error('thrown');
    };
    await expect(waitFor([never, throwing])).rejects.toThrow('thrown');
  });

  test('drops the other waits of a machine when it is over', async () => {
    const machine = new Plain();
    const timers = new FakeClock();
    const signals: AbortSignal[] = [];
    const when = (state: 'A' | 'B') => (signal: AbortSignal) => {
      signals.push(signal);
      return machine.when(state, { signal });
    };
    const waiting = waitFor([when('A'), when('B')], { timeoutMs: 1, timers });
    await soon();
    timers.advance(1);
    await expect(waiting).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(signals.flatMap((signal) => getEventListeners(signal, 'abort'))).toHaveLength(0);
  });
});

test('all means all', async () => {
  const machine = new Plain();
  let isDone = false;
  const waiting = waitForAll([machine.when('A'), machine.when('B')]).then(() => (isDone = true));
  machine.add('A');
  await soon();
  expect(isDone).toBe(false);
  machine.add('B');
  await waiting;
});

test('any means the first, by its position', async () => {
  const machine = new Plain();
  const waiting = waitForAny([machine.when('A'), machine.when('B'), never]);
  machine.add('B');
  expect(await waiting).toBe(1);
});

test('all of nothing is there at once', async () => {
  await waitForAll([]);
});

test('the timeout is of the process unless given another', async () => {
  await expect(waitForAny([], { timeoutMs: 1 })).rejects.toMatchObject({ code: 'TIMEOUT' });
});
