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
      return Promise.resolve(undefined);
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
    const open: ((partial: undefined) => void)[] = [];
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
    open[0]?.(undefined);
    await turn();
    expect(sizes).toEqual([2, 2]);
    open[1]?.(undefined);
    await turn();
    open[2]?.(undefined);
    await turn();
    expect([sizes, queue.counts.exported]).toEqual([[2, 2, 1], 5]);
  });

  it('has several batches on their way where it may, but only full ones', async () => {
    const open: ((partial: undefined) => void)[] = [];
    const sizes: number[] = [];
    const { clock, queue } = queueOf({
      eagerAt: 1,
      maxBatch: 2,
      maxInFlight: 3,
      deliver: (batch) => {
        sizes.push(batch.length);
        return new Promise((resolve) => open.push(resolve));
      },
    });
    queue.add(0);
    clock.advance(0);
    for (let n = 1; n < 4; n++) queue.add(n);
    clock.advance(0);
    await turn();
    expect(sizes).toEqual([1, 2]);
    for (let n = 4; n < 8; n++) queue.add(n);
    clock.advance(0);
    await turn();
    expect([sizes, queue.counts.inFlight]).toEqual([[1, 2, 2], 5]);
    open[0]?.(undefined);
    await turn();
    expect(sizes).toEqual([1, 2, 2, 2]);
    const flushed = queue.flush(1000);
    for (let i = 0; i < 5; i++) {
      for (const settle of open) settle(undefined);
      await turn();
    }
    await expect(flushed).resolves.toBe(true);
    expect([sizes, queue.counts]).toMatchObject([[1, 2, 2, 2, 1], { exported: 8, waiting: 0, runningMs: 0 }]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('counts what the other side refused of a batch it took, and goes on', async () => {
    const errors: unknown[] = [];
    const { queue } = queueOf({
      maxBatch: 3,
      deliver: () => Promise.resolve({ refused: 2, reason: 'too long' }),
      onError: (error) => errors.push(error),
    });
    for (let n = 0; n < 4; n++) queue.add(n);
    await queue.flush(1000);
    expect(queue.counts).toMatchObject({ exported: 1, failed: 3, errors: 0, waiting: 0 });
    expect(errors).toEqual(['too long', 'too long']);
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
      deliver: () => (outcomes.shift() === true ? Promise.resolve(undefined) : Promise.reject(new Error('down'))),
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
    expect(queue.counts).toMatchObject({ received: 5, exported: 0, dropped: 3, late: 3, waiting: 2, inFlight: 2 });
    await queue.close(1);
    expect(queue.counts).toMatchObject({ dropped: 3, waiting: 2 });
  });

  it.each([
    ['arrives', true, { exported: 2, failed: 0 }],
    ['is refused', false, { exported: 0, failed: 2 }],
  ])('counts each item once when what is on its way at the end %s after all', async (_name, arrives, expected) => {
    let settle: () => void = () => undefined;
    const { queue } = queueOf({
      maxBatch: 2,
      deliver: () =>
        new Promise((resolve, reject) => {
          settle = () => {
            if (arrives) resolve(undefined);
            else reject(new Error('late'));
          };
        }),
    });
    for (let n = 0; n < 5; n++) queue.add(n);
    await queue.close(1);
    settle();
    await turn();
    expect(queue.counts).toMatchObject({ received: 5, dropped: 3, waiting: 0, ...expected });
  });

  it('tells records that found it full from those that came too late', async () => {
    const { queue } = queueOf({ maxWaiting: 2 });
    for (let n = 0; n < 3; n++) queue.add(n);
    await queue.close(1000);
    queue.add(9);
    expect(queue.counts).toMatchObject({ received: 4, exported: 2, dropped: 2, late: 1, capacity: 2 });
  });

  it('lets a peer that refuses be, longer each time, and keeps what comes meanwhile', async () => {
    let isDown = true;
    let calls = 0;
    const { clock, queue } = queueOf({
      eagerAt: 1,
      deliver: () => {
        calls += 1;
        return isDown ? Promise.reject(new Error('down')) : Promise.resolve(undefined);
      },
    });
    const tick = async (ms: number) => {
      clock.advance(ms);
      await turn();
    };
    queue.add(1);
    await tick(0);
    expect(calls).toBe(1);
    queue.add(2);
    await tick(999);
    expect(calls).toBe(1);
    await tick(1);
    queue.add(3);
    await tick(1999);
    expect(calls).toBe(2);
    isDown = false;
    await tick(1);
    expect(calls).toBe(3);
    queue.add(4);
    await tick(0);
    expect([calls, queue.counts.exported, queue.counts.failed]).toEqual([4, 2, 2]);
  });

  it('does not wait for a peer that refuses when it is flushed', async () => {
    const { queue } = queueOf({ maxBatch: 1, deliver: () => Promise.reject(new Error('down')) });
    for (let n = 0; n < 3; n++) queue.add(n);
    await expect(queue.flush(1000)).resolves.toBe(true);
    expect(queue.counts).toMatchObject({ failed: 3, errors: 3, waiting: 0 });
  });

  it('keeps the bound while a peer hangs, and tells for how long', async () => {
    let nowMs = 0;
    const { clock, queue } = queueOf({
      eagerAt: 1,
      maxWaiting: 10,
      deliver: () => new Promise(() => undefined),
      now: () => nowMs,
    });
    queue.add(0);
    clock.advance(0);
    nowMs = 7000;
    for (let n = 0; n < 100; n++) queue.add(n);
    await turn();
    expect(queue.counts).toMatchObject({ received: 101, waiting: 11, inFlight: 1, dropped: 90, runningMs: 7000 });
  });

  it('tells how long deliveries took', async () => {
    let nowMs = 0;
    const { queue } = queueOf({
      deliver: () => {
        nowMs += 30;
        return Promise.resolve(undefined);
      },
      now: () => nowMs,
    });
    queue.add(1);
    await queue.flush(1000);
    const { buckets, ...rest } = queue.counts.deliveries;
    expect(rest).toEqual({ count: 1, sumMs: 30, maxMs: 30 });
    expect(buckets.indexOf(1)).toBe(3);
    expect(queue.counts.runningMs).toBe(0);
  });

  it('makes room by dropping the oldest where it is told to', async () => {
    const { batches, queue } = queueOf({ maxWaiting: 3, dropOldest: true });
    for (let n = 1; n <= 5; n++) queue.add(n);
    expect(queue.counts).toMatchObject({ received: 5, waiting: 3, dropped: 2, late: 0 });
    await queue.flush(1000);
    expect(batches).toEqual([[3, 4, 5]]);
  });

  it('makes as much room as the new one takes, and none for one that never fits', async () => {
    const { batches, queue } = queueOf({ maxBytes: 10, sizeOf: (n) => n, dropOldest: true });
    for (const n of [3, 4, 2, 8, 11]) queue.add(n);
    expect(queue.counts).toMatchObject({ received: 5, waiting: 2, dropped: 3 });
    await queue.flush(1000);
    expect(batches).toEqual([[2, 8]]);
    queue.add(10);
    expect(queue.counts.waiting).toBe(1);
  });

  it('keeps batches below a size, but for a single item that is larger, and goes off early for it', async () => {
    const { clock, batches, queue } = queueOf({ maxBatchBytes: 10, sizeOf: (n) => n });
    for (const n of [4, 5, 3, 20, 1]) queue.add(n);
    clock.advance(0);
    await turn();
    expect(batches).toEqual([[4, 5], [3], [20]]);
    await queue.flush(1000);
    expect(batches.at(-1)).toEqual([1]);
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
