import { UploadQueue } from '../../src/grafana/upload-queue.js';
import { FakeClock } from '../../src/testing/index.js';

/** An upload that ends when it is told to. */
function manual() {
  const ends: ((error?: Error) => void)[] = [];
  const upload = () =>
    new Promise<void>((resolve, reject) => {
      ends.push((error) => {
        if (error === undefined) resolve();
        else reject(error);
      });
    });
  const settle = async (error?: Error) => {
    ends.at(-1)?.(error);
    await turn();
  };
  return { upload, settle, started: () => ends.length };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

function queueOf(delayMs = 2_000) {
  const clock = new FakeClock();
  const work = manual();
  const errors: unknown[] = [];
  const onError = (error: unknown) => errors.push(error);
  return { clock, work, errors, queue: new UploadQueue({ upload: work.upload, delayMs, timers: clock, onError }) };
}

test('changes within the delay are one upload', () => {
  const { clock, work, queue } = queueOf();
  queue.request();
  clock.advance(1_999);
  queue.request();
  expect(work.started()).toBe(0);
  clock.advance(1);
  expect(work.started()).toBe(1);
});

test('a change during an upload is uploaded after it', async () => {
  const { clock, work, queue } = queueOf();
  queue.request();
  clock.advance(2_000);
  queue.request();
  clock.advance(10_000);
  expect(work.started()).toBe(1);
  await work.settle();
  clock.advance(2_000);
  expect(work.started()).toBe(2);
});

test('flush uploads at once, and waits for what runs', async () => {
  const { clock, work, queue } = queueOf();
  queue.request();
  clock.advance(2_000);
  queue.request();
  const flushed = queue.flush();
  await work.settle();
  expect(work.started()).toBe(2);
  await work.settle();
  await flushed;
  expect(clock.pendingTimers).toBe(0);
});

test('flush without a change uploads nothing', async () => {
  const { work, queue } = queueOf();
  await queue.flush();
  expect(work.started()).toBe(0);
});

test('what failed is tried again, later and later, and told once', async () => {
  const { clock, work, queue, errors } = queueOf(10);
  queue.request();
  clock.advance(10);
  for (const waitMs of [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]) {
    const before = work.started();
    await work.settle(new Error('down'));
    clock.advance(waitMs - 1);
    expect(work.started()).toBe(before);
    clock.advance(1);
    expect(work.started()).toBe(before + 1);
  }
  expect(errors).toHaveLength(1);
  await work.settle();
  expect(clock.pendingTimers).toBe(0);
  queue.request();
  clock.advance(10);
  await work.settle(new Error('down again'));
  expect(errors).toHaveLength(2);
});

test('after the end nothing is uploaded and no timer runs, whatever fails', async () => {
  const { clock, work, queue } = queueOf();
  queue.request();
  const ended = queue.shutdown();
  await turn();
  await work.settle(new Error('down'));
  await ended;
  await queue.shutdown();
  queue.request();
  clock.advance(100_000);
  expect([work.started(), clock.pendingTimers]).toEqual([1, 0]);
});
