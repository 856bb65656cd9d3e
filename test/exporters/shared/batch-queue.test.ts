import { BatchQueue } from '../../../src/exporters/shared/index.js';
import type { BatchQueueOptions } from '../../../src/exporters/shared/index.js';
import { FakeClock } from '../../../src/testing/index.js';

/** Lets the promises of deliveries run; no time passes. */
async function turn(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

function queueOf(options: Partial<BatchQueueOptions<number>> = {}) {
  const clock = new FakeClock();
  const batches: number[][] = [];
  const queue = new BatchQueue<number>({
    deliver: (batch) => {
      batches.push([...batch]);
      return Promise.resolve();
    },
    timers: clock,
    ...options,
  });
  return { clock, batches, queue };
}

describe('a batch queue', () => {
  it('delivers after the delay what came together', async () => {
    const { clock, batches, queue } = queueOf();
    queue.add(1);
    queue.add(2);
    clock.advance(99);
    expect(batches).toEqual([]);
    clock.advance(1);
    await turn();
    expect(batches).toEqual([[1, 2]]);
    expect(queue.counts).toMatchObject({ received: 2, exported: 2, waiting: 0 });
  });

  it('goes off early when enough waits, but never inside add', async () => {
    const { clock, batches, queue } = queueOf({ eagerAt: 2 });
    queue.add(1);
    queue.add(2);
    queue.add(3);
    expect(batches).toEqual([]);
    clock.advance(0);
    await turn();
    expect(batches).toEqual([[1, 2, 3]]);
  });

  it('delivers one batch at a time, in order and no larger than allowed', async () => {
    const open: (() => void)[] = [];
    const sizes: number[] = [];
    const { clock, queue } = queueOf({
      eagerAt: 1,
      maxBatch: 2,
      deliver: (batch) => {
        sizes.push(batch.length);
        return new Promise((resolve) => open.push(resolve));
      },
    });
    for (let n = 0; n < 5; n++) queue.add(n);
    clock.advance(0);
    await turn();
    expect(sizes).toEqual([2]);
    open[0]?.();
    await turn();
    expect(sizes).toEqual([2, 2]);
    open[1]?.();
    await turn();
    open[2]?.();
    await turn();
    expect([sizes, queue.counts.exported]).toEqual([[2, 2, 1], 5]);
  });

  it('drops and counts what is over the bound of items', async () => {
    const { queue, batches } = queueOf({ maxWaiting: 3 });
    for (let n = 0; n < 5; n++) queue.add(n);
    await queue.flush(1000);
    expect(batches).toEqual([[0, 1, 2]]);
    expect(queue.counts).toMatchObject({ received: 5, exported: 3, dropped: 2 });
  });

  it('drops and counts what is over the bound of bytes, and forgets what left', async () => {
    const { queue } = queueOf({ maxBytes: 10, sizeOf: (n) => n });
    for (const n of [6, 4, 1]) queue.add(n);
    expect(queue.counts).toMatchObject({ waiting: 2, dropped: 1 });
    await queue.flush(1000);
    queue.add(10);
    expect(queue.counts).toMatchObject({ waiting: 1, dropped: 1 });
  });

  it('counts what is refused, reports it once, and again after a success', async () => {
    const errors: unknown[] = [];
    const outcomes = [false, false, true, false];
    const { queue } = queueOf({
      deliver: () => (outcomes.shift() === true ? Promise.resolve() : Promise.reject(new Error('down'))),
      onError: (error) => errors.push(error),
    });
    for (const n of [1, 2, 3, 4]) {
      queue.add(n);
      await queue.flush(1000);
    }
    expect(queue.counts).toMatchObject({ exported: 1, failed: 3, errors: 3, dropped: 0 });
    expect(errors).toHaveLength(2);
  });

  it('takes a delivery that throws for one that is refused', async () => {
    const { queue } = queueOf({
      deliver: () => {
        throw new Error('no');
      },
    });
    queue.add(1);
    await queue.flush(1000);
    expect(queue.counts).toMatchObject({ failed: 1, errors: 1 });
  });

  it('flushes everything, however many batches that takes', async () => {
    const { queue, batches } = queueOf({ maxBatch: 2 });
    for (let n = 0; n < 5; n++) queue.add(n);
    await expect(queue.flush(1000)).resolves.toBe(true);
    expect(batches).toEqual([[0, 1], [2, 3], [4]]);
  });

  it('gives up at the limit and counts what is left, what is on its way included', async () => {
    const { queue } = queueOf({ maxBatch: 2, deliver: () => new Promise(() => undefined) });
    for (let n = 0; n < 5; n++) queue.add(n);
    await queue.close(1);
    expect(queue.counts).toMatchObject({ received: 5, exported: 0, dropped: 5, waiting: 0 });
    await queue.close(1);
    expect(queue.counts.dropped).toBe(5);
  });

  it('leaves no timer behind and only counts after it was closed', async () => {
    const { clock, queue, batches } = queueOf();
    queue.add(1);
    await queue.close(1000);
    queue.add(2);
    expect(clock.pendingTimers).toBe(0);
    expect(batches).toEqual([[1]]);
    expect(queue.counts).toMatchObject({ received: 2, exported: 1, dropped: 1 });
  });
});
