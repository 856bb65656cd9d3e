import { addWithRetry, CANCELED, defineSchema, EXECUTED, Machine, type RetryOptions } from 'statescope';
import { FakeClock } from 'statescope/testing';

const schema = defineSchema({ A: {}, B: {} });

/** Rejects A until it was asked often enough; notes when. */
function reluctant(accepts: number) {
  const clock = new FakeClock(0);
  const asked: number[] = [];
  const machine = new (Machine.of(schema))();
  machine.bindHandlers({ AEnter: () => asked.push(clock.now()) >= accepts });
  return { machine, clock, asked };
}

async function retried(accepts: number, options: RetryOptions = {}) {
  const { machine, clock, asked } = reluctant(accepts);
  let result: number | undefined;
  const done = addWithRetry(machine, 'A', {}, { timers: clock, ...options }).then((last) => (result = last));
  for (let i = 0; i < 200 && result === undefined; i++) {
    await new Promise(setImmediate);
    clock.advance(50);
  }
  await done;
  return { result, asked, pending: clock.pendingTimers };
}

test('does not wait when the first try succeeds', async () => {
  expect(await retried(1)).toEqual({ result: EXECUTED, asked: [0], pending: 0 });
});

test('waits twice as long after each failure', async () => {
  expect(await retried(4)).toEqual({ result: EXECUTED, asked: [0, 100, 300, 700], pending: 0 });
});

test('gives up when the next try would come too late', async () => {
  expect(await retried(99)).toEqual({ result: CANCELED, asked: [0, 100, 300, 700, 1500, 3100], pending: 0 });
});

test('gives up after ten tries', async () => {
  const { result, asked } = await retried(99, { delayMs: 50, maxDelayMs: 100 });
  expect([result, asked]).toEqual([CANCELED, [0, 50, 150, 250, 350, 450, 550, 650, 750, 850]]);
});

test('never waits longer than the limit of one wait', async () => {
  const { asked } = await retried(99, { delayMs: 1000, maxDelayMs: 100, tries: 3 });
  expect(asked).toEqual([0, 100, 200]);
});

test('stops when the machine is gone', async () => {
  const { machine, clock } = reluctant(9);
  await machine.dispose();
  expect(await addWithRetry(machine, 'A', {}, { timers: clock })).toBe(CANCELED);
});

test('ends with the signal and leaves no timer', async () => {
  const { machine, clock, asked } = reluctant(9);
  const controller = new AbortController();
  const trying = addWithRetry(machine, 'A', {}, { timers: clock, signal: controller.signal });
  await new Promise(setImmediate);
  controller.abort(new Error('enough'));
  await expect(trying).rejects.toThrow('enough');
  expect([asked, clock.pendingTimers]).toEqual([[0], 0]);
  await expect(addWithRetry(machine, 'A', {}, { signal: controller.signal })).rejects.toThrow('enough');
  expect(asked).toEqual([0]);
});

test('does not wait when a handler aborts the signal', async () => {
  const clock = new FakeClock();
  const controller = new AbortController();
  const { signal } = controller;
  const machine = new (Machine.of(schema))();
  machine.bindHandlers({
    AEnter: () => {
      controller.abort(new Error('enough'));
      return false;
    },
  });
  await expect(addWithRetry(machine, 'A', {}, { timers: clock, signal })).rejects.toThrow('enough');
  expect(clock.pendingTimers).toBe(0);
});

test('rejects for an unknown state', async () => {
  await expect(addWithRetry(reluctant(1).machine, 'X' as 'A')).rejects.toMatchObject({ code: 'STATE_MISSING' });
});

test('uses the time of the process unless given another', async () => {
  const { machine, asked } = reluctant(2);
  expect(await addWithRetry(machine, 'A', {}, { delayMs: 1 })).toBe(EXECUTED);
  expect(asked).toHaveLength(2);
});
