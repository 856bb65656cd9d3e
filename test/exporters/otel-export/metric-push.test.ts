import { MetricPush } from '../../../src/exporters/otel-export/metric-push.js';
import type { MetricPushParts } from '../../../src/exporters/otel-export/metric-push.js';
import { FakeClock } from '../../../src/testing/index.js';

/** Numbers, of which each is as many data points, on their way to a receiver that does what it is told. */
function pushOf(parts: Partial<MetricPushParts<number>> = {}) {
  const clock = new FakeClock(0);
  const sent: { readonly atMs: number; readonly metrics: number | undefined }[] = [];
  const errors: string[] = [];
  const receiver = { now: 0, closed: 0, answer: (): ReturnType<MetricPushParts<number>['deliver']> => taken() };
  const push = new MetricPush<number>({
    collect: () => Promise.resolve(++receiver.now),
    pointsIn: (metrics) => metrics,
    deliver: ([metrics]) => {
      sent.push({ atMs: clock.now(), metrics });
      return receiver.answer();
    },
    close: () => {
      receiver.closed += 1;
      return Promise.resolve();
    },
    intervalMs: 60_000,
    limitMs: 20,
    onError: (error) => errors.push(String(error)),
    timers: clock,
    ...parts,
  });
  const pass = async (ms: number): Promise<void> => {
    clock.advance(ms);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { clock, push, sent, errors, receiver, pass };
}

const taken = () => Promise.resolve(undefined);
const refused = () => Promise.reject(new Error('no'));

test('each interval pushes what there is then, the first one after one interval', async () => {
  const { push, sent, pass } = pushOf();
  await pass(59_999);
  expect(sent).toEqual([]);
  await pass(1);
  await pass(60_000);
  expect(sent).toEqual([
    { atMs: 60_000, metrics: 1 },
    { atMs: 120_000, metrics: 2 },
  ]);
  expect(push.stats).toEqual({ pushes: 2, errors: 0, exported: 3, dropped: 0 });
});

test('one push is on its way at most, and the pace is kept', async () => {
  const { sent, receiver, pass } = pushOf();
  let arrive = (): void => undefined;
  receiver.answer = () => new Promise((resolve) => (arrive = () => resolve(undefined)));
  await pass(60_000);
  await pass(60_000);
  await pass(60_000);
  expect(sent).toHaveLength(1);
  arrive();
  await pass(0);
  await pass(60_000);
  expect(sent.map(({ atMs }) => atMs)).toEqual([60_000, 240_000]);
});

test('what is refused is counted, told once until the receiver is back, and made up for by the next push', async () => {
  const { push, sent, errors, receiver, pass } = pushOf();
  receiver.answer = refused;
  await pass(60_000);
  await pass(60_000);
  expect(push.stats).toEqual({ pushes: 0, errors: 2, exported: 0, dropped: 3 });
  expect(errors).toEqual(['Error: no']);
  receiver.answer = taken;
  await pass(60_000);
  receiver.answer = refused;
  await pass(60_000);
  expect([sent.length, errors.length, push.stats]).toEqual([4, 2, { pushes: 1, errors: 3, exported: 3, dropped: 7 }]);
});

test('what is refused of a push that is taken is counted', async () => {
  const { push, errors, receiver, pass } = pushOf({ collect: () => Promise.resolve(5) });
  receiver.answer = () => Promise.resolve({ refused: 2, reason: new Error('old') });
  await pass(60_000);
  expect([push.stats, errors]).toEqual([{ pushes: 1, errors: 1, exported: 3, dropped: 2 }, ['Error: old']]);
});

test('a source that fails is an error, and nothing to tell is no push', async () => {
  const failing = pushOf({ collect: refused });
  await failing.pass(60_000);
  expect([failing.sent, failing.errors]).toEqual([[], ['Error: no']]);
  const empty = pushOf({ collect: () => Promise.resolve(0) });
  await empty.pass(60_000);
  expect([empty.sent, empty.push.stats.pushes]).toEqual([[], 0]);
});

test('a source that never answers is an error within the limit, and is asked again at the next push', async () => {
  const hanging = new Promise<number>(() => undefined);
  const answers = [hanging, Promise.resolve(7)];
  const { push, sent, errors, pass } = pushOf({ collect: () => answers.shift() ?? hanging });
  await pass(60_000);
  await pass(20);
  expect([push.stats.errors, errors]).toEqual([1, ['Error: the source of metrics did not answer within 20 ms']]);
  await pass(60_000);
  expect(sent.map(({ metrics }) => metrics)).toEqual([7]);
});

test('a flush waits for what is on its way, and pushes what there is after it', async () => {
  const { push, sent, receiver, pass } = pushOf({ limitMs: 5000 });
  let arrive = (): void => undefined;
  receiver.answer = () => new Promise((resolve) => (arrive = () => resolve(undefined)));
  await pass(60_000);
  const flushed = push.flush();
  receiver.answer = taken;
  arrive();
  await flushed;
  expect(sent.map(({ metrics }) => metrics)).toEqual([1, 2]);
});

test('the end pushes a last time, once, and nothing comes after it', async () => {
  const { clock, push, sent, receiver, pass } = pushOf();
  await Promise.all([push.shutdown(), push.shutdown()]);
  await push.flush();
  await pass(600_000);
  expect([sent, receiver.closed, clock.pendingTimers]).toEqual([[{ atMs: 0, metrics: 1 }], 1, 0]);
});

test('the end is within its limit while the receiver never answers, and what fails there rejects nothing', async () => {
  const { push, receiver, sent } = pushOf({ close: refused });
  receiver.answer = () => new Promise(() => undefined);
  const from = performance.now();
  await push.shutdown();
  expect(performance.now() - from).toBeLessThan(1000);
  expect(sent).toHaveLength(1);
});
