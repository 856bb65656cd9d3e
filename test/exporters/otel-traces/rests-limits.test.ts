import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { createTraceState } from '@opentelemetry/api';
import type { SpanSink } from '../../../src/exporters/otel-traces/index.js';
import { tracerStats } from '../../../src/tracer/index.js';
import { AFTER_MS, Resting } from './resting.js';
import { collected } from './support.js';

const boom = (): never => {
  throw new Error('broken sink');
};

const lifetimes = (spans: readonly ReadableSpan[]): number =>
  spans.filter(({ name }) => name.endsWith(' lifetime')).length;

describe('a sink around another one', () => {
  it('keeps its open spans where it can not take them up again', async () => {
    const resting = await Resting.of({}, (sink) => ({ start: (start) => sink.start(start) }));
    expect(resting.restsAround()).toEqual([0, 1]);
    const spans = await resting.spans();
    expect(spans.filter(({ name, events }) => name === '0:A' && events.length > 0)).toHaveLength(1);
  });

  it('that fails when a span is taken up again takes no other machine with it at the end', async () => {
    let left = 1;
    const resting = await Resting.of({}, (sink) => ({
      start: (start) => sink.start(start),
      resume: (...given) => (left-- > 0 ? boom() : (sink.resume as NonNullable<SpanSink['resume']>)(...given)),
    }));
    for (let i = 0; i < 3; i++) resting.make().feed.add('A');
    resting.pass();
    await resting.tracer.shutdown();
    expect(lifetimes(await resting.spans())).toBe(2);
    expect(tracerStats([resting.tracer])[0]?.firstError).toBe('background: broken sink');
  });

  it('that fails when a span is put aside leaves its machine awake, and lets the others rest', async () => {
    let left = 1;
    const resting = await Resting.of({}, (sink) => ({
      resume: sink.resume,
      start: (start) => {
        const span = sink.start(start);
        return Object.assign(span, { held: left > 0 ? boom : span.held });
      },
    }));
    const broken = resting.make();
    broken.feed.add('A');
    left = 0;
    const other = resting.make();
    resting.pass();
    expect([broken.rest, other.rest].map(({ mock }) => mock.calls.length)).toEqual([0, 1]);
  });
});

describe('the timer of machines that rest', () => {
  it.each([NaN, -1, 0])('is none for %p', async (restAfterMs) => {
    const resting = await Resting.of({ restAfterMs });
    resting.make();
    expect(resting.clock.pendingTimers).toBe(0);
  });

  it.each([Infinity, 2 ** 31])('is one that is not due at once for %p', async (restAfterMs) => {
    const delays: number[] = [];
    const timers = { setTimeout: (_: () => void, delayMs: number) => delays.push(delayMs), clearTimeout: jest.fn() };
    const resting = await Resting.of({ restAfterMs, timers });
    resting.make();
    expect(delays).toEqual([2 ** 31 - 1]);
  });

  it('is none for what has ended, whoever asks for it', async () => {
    const resting = await Resting.of();
    const { feed } = resting.make();
    const { feed: left } = resting.make();
    resting.pass();
    await feed.dispose();
    expect(resting.tracer.contextOf(feed.view)).toBeDefined();
    expect(resting.clock.pendingTimers).toBe(0);
    left.add('A');
    await resting.tracer.shutdown();
    expect(resting.tracer.contextOf(left.view)).toBeDefined();
    expect(resting.clock.pendingTimers).toBe(0);
  });
});

it('a look at machines takes no longer than some milliseconds', async () => {
  let eachMs = 0;
  let nowMs = 0;
  const resting = await Resting.of({ clock: () => (nowMs += eachMs) });
  const rests = Array.from({ length: 20 }, () => resting.make().rest);
  const rested = (): number => rests.filter((rest) => rest.mock.calls.length > 0).length;
  resting.clock.advance(AFTER_MS);
  eachMs = 1;
  resting.clock.advance(AFTER_MS);
  expect(rested()).toBe(5);
  eachMs = 100;
  resting.clock.advance(10);
  expect(rested()).toBe(6);
});

it('machines that wake up one after the other do not fill a trace with what they take to go on in it', async () => {
  const OLD_MS = 60_000;
  const count = async (resting: Resting): Promise<number> =>
    new Set((await resting.spans()).map((span) => span.spanContext().traceId)).size;
  const traces = async (restAfterMs: number): Promise<number> => {
    const resting = await Resting.of({ restAfterMs, rotate: { spans: 60, ms: OLD_MS } });
    const feeds = Array.from({ length: 30 }, () => resting.make().feed);
    for (const feed of feeds) feed.add('A');
    resting.clock.advance(OLD_MS);
    feeds[0]?.add('Job');
    const before = await count(resting);
    for (const feed of feeds) {
      feed.remove('A');
      resting.pass();
    }
    return (await count(resting)) - before;
  };
  expect([await traces(0), await traces(AFTER_MS)]).toEqual([0, 0]);
});

it('machines below a trace that vendors added to rest in the one that follows it as well', async () => {
  const parent = {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    traceFlags: 1,
    traceState: createTraceState('vendor=1'),
    isRemote: true,
  };
  const resting = await Resting.of({ parent, rotate: { spans: 20 } });
  const { feed, rest } = resting.make();
  const { feed: other } = resting.make();
  let source: { machineId: string; transitionId: string; machineTime: number } | undefined;
  const transitionEnd = ({ id }: { id: string }): unknown =>
    (source ??= { machineId: feed.id, transitionId: id, machineTime: 0 });
  feed.bindTracer({ id: 'source', transitionEnd: (transition) => void transitionEnd(transition) });
  for (let i = 0; i < 10; i++) feed.toggle('A');
  resting.pass();
  expect(rest).toHaveBeenCalledTimes(1);
  other.add('B', {}, { source });
  const spans = await resting.spans();
  const cause = spans.find(({ name }) => name === '0: [add] A');
  expect(cause?.spanContext().traceState?.serialize()).toBe('vendor=1');
  const link = spans.find(({ name }) => name === '1: [add] B')?.links[0]?.context;
  expect([link?.spanId, link?.traceState?.serialize()]).toEqual([cause?.spanContext().spanId, 'vendor=1']);
});

it.each([
  ['while it rests', true, {}],
  ['of which only some groups show', false, { groups: true, onlyGroups: ['rest'] }],
])('a machine that is gone %s is ended as it was left', async (_, rests, options) => {
  const resting = await Resting.of(options);
  resting.make().feed.add('A');
  if (rests) resting.pass();
  resting.machines.length = 0;
  jest.restoreAllMocks();
  await collected(async () => lifetimes(await resting.spans()) > 0);
  const spans = await resting.spans();
  expect(spans.find(({ name }) => name === 'mach:0:feed0 lifetime')?.attributes).toMatchObject({
    'asyncmachine.machine.transitions': 1,
  });
  expect(spans.filter(({ name, events }) => name === '0:A' && events.length > 0)).toHaveLength(1);
});
