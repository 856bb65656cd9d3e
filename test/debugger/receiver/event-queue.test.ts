import { EventQueue } from '../../../src/debugger/receiver/event-queue.js';

const takeAll = async (queue: EventQueue<number>) => {
  const taken: number[] = [];
  for await (const event of queue) taken.push(event);
  return taken;
};

const settled = async (promise: Promise<void> | undefined) => {
  let is = promise === undefined;
  void promise?.then(() => (is = true));
  await new Promise((resolve) => setImmediate(resolve));
  return is;
};

test('events come out in their order, those before the end as well', async () => {
  const queue = new EventQueue<number>();
  void queue.push(1);
  const taking = takeAll(queue);
  void queue.push(2);
  await Promise.resolve();
  void queue.push(3);
  void queue.push(4);
  queue.end();
  expect(queue.push(5)).toBeUndefined();
  expect(await taking).toEqual([1, 2, 3, 4]);
});

test('a full queue lets the producer wait until half of it was taken', async () => {
  const queue = new EventQueue<number>({ size: 4 });
  expect([1, 2, 3].map((event) => queue.push(event))).toEqual([undefined, undefined, undefined]);
  const waits = queue.push(4);
  expect(await settled(waits)).toBe(false);
  await queue.next();
  expect(await settled(waits)).toBe(false);
  await queue.next();
  expect(await settled(waits)).toBe(true);
  expect([queue.length, queue.dropped]).toEqual([2, 0]);
});

test('one that may lose events leaves out what comes while it is full, and counts it', async () => {
  const queue = new EventQueue<number>({ size: 2, whenFull: 'drop' });
  expect([1, 2, 3, 4].map((event) => queue.push(event))).toEqual([undefined, undefined, undefined, undefined]);
  expect(queue.dropped).toBe(2);
  queue.end();
  expect(await takeAll(queue)).toEqual([1, 2]);
});

test('nobody waits for a consumer that left, or for the end', async () => {
  let left = 0;
  const queue = new EventQueue<number>({ size: 1 }, undefined, () => (left += 1));
  const waits = queue.push(1);
  for await (const event of queue) {
    expect(event).toBe(1);
    break;
  }
  expect([await settled(waits), left]).toEqual([true, 1]);
  expect(await queue.next()).toEqual({ done: true, value: undefined });
  const pending = new EventQueue<number>();
  const next = pending.next();
  pending.end();
  pending.end();
  expect(await next).toEqual({ done: true, value: undefined });
});

test('few events that are large fill it as well', async () => {
  const queue = new EventQueue<number>({ maxBytes: 100 }, (event) => event);
  expect([queue.push(60), queue.push(10)]).toEqual([undefined, undefined]);
  const waits = queue.push(50);
  expect(await settled(waits)).toBe(false);
  await queue.next();
  expect(await settled(waits)).toBe(false);
  await queue.next();
  expect(await settled(waits)).toBe(true);
  const lossy = new EventQueue<number>({ maxBytes: 100, whenFull: 'drop' }, (event) => event);
  for (const event of [60, 60, 60]) void lossy.push(event);
  expect([lossy.length, lossy.dropped]).toEqual([2, 1]);
});

test('several who ask before there is an event get one each', async () => {
  const queue = new EventQueue<number>();
  const asked = [queue.next(), queue.next(), queue.next()];
  void queue.push(1);
  void queue.push(2);
  queue.end();
  expect((await Promise.all(asked)).map(({ value }) => value)).toEqual([1, 2, undefined]);
});

test('producers that do not wait fill it to twice its size, and no further', () => {
  const many = new EventQueue<number>({ size: 3 });
  for (let i = 0; i < 20; i++) void many.push(i);
  const large = new EventQueue<number>({ maxBytes: 100 }, (event) => event);
  for (let i = 0; i < 20; i++) void large.push(50);
  expect([many.length, many.dropped, large.length, large.dropped]).toEqual([6, 14, 4, 16]);
});
