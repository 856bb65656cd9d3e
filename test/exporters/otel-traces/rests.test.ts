import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { SdkSink, otelStateContext } from '../../../src/exporters/otel-traces/index.js';
import { AFTER_MS, Resting } from './resting.js';

describe('a machine to which nothing happens', () => {
  it('rests, and goes on where it was with the next transition', async () => {
    const resting = await Resting.of();
    const { feed, rest } = resting.make();
    feed.add('A');
    resting.clock.advance(AFTER_MS);
    expect(rest).not.toHaveBeenCalled();
    resting.clock.advance(AFTER_MS);
    expect(rest).toHaveBeenCalledTimes(1);
    const context = resting.tracer.contextOf(feed.view);
    feed.remove('A');
    await feed.dispose();
    const spans = await resting.spans();
    const state = spans.find(({ name, attributes }) => name === '0:A' && attributes['tx_id'] !== undefined);
    expect(state?.events.map(({ name }) => name)).toEqual(['[add] A']);
    expect(spans.find(({ name }) => name === 'mach:0:feed0')?.spanContext()).toEqual(context);
    expect(spans.find(({ name }) => name === '0: [remove] A')?.links[0]?.context).toEqual(state?.spanContext());
    expect(resting.clock.pendingTimers).toBe(0);
  });

  it('rests again only after something happened', async () => {
    const resting = await Resting.of();
    const { feed, rest } = resting.make();
    resting.pass(10);
    expect(rest).toHaveBeenCalledTimes(1);
    expect(resting.clock.pendingTimers).toBe(0);
    feed.add('A');
    resting.pass();
    expect(rest).toHaveBeenCalledTimes(2);
  });

  it('does not rest where that is switched off, nor where something is told of it all the time', async () => {
    const options = [
      { restAfterMs: 0 },
      { groupSpans: 'lifetime' },
      { stateHeartbeatMs: 1e6 },
      { stateSegmentMs: 1e6 },
    ] as const;
    for (const option of options) {
      const resting = await Resting.of(option);
      const { rest } = resting.make();
      resting.pass(10);
      expect(rest).not.toHaveBeenCalled();
    }
  });

  it('does not rest while a handler of it shows that has not settled', async () => {
    const resting = await Resting.of({ handlers: 'spans' });
    const { feed, rest } = resting.make();
    feed.settle = () => undefined;
    feed.add('A');
    resting.pass();
    expect(rest).not.toHaveBeenCalled();
    feed.settle();
    await new Promise(setImmediate);
    resting.pass();
    expect(rest).toHaveBeenCalledTimes(1);
  });

  it('rests while a handler of it has not settled that has no span, and goes on resting when it does', async () => {
    const resting = await Resting.of();
    const { feed, rest } = resting.make();
    feed.settle = () => undefined;
    feed.add('A');
    resting.pass();
    expect(rest).toHaveBeenCalledTimes(1);
    feed.settle();
    await new Promise(setImmediate);
    expect(resting.clock.pendingTimers).toBe(0);
  });

  it('does not rest while somebody has the span of its state', async () => {
    const resting = await Resting.of();
    expect(resting.restsAround((feed) => otelStateContext(feed, 'A'))).toEqual([0, 1]);
  });

  it('does not rest while spans of another SDK are open', async () => {
    const sink = new SdkSink({ tracer: new BasicTracerProvider().getTracer('test') });
    const resting = await Resting.of({ sink });
    expect(resting.restsAround()).toEqual([0, 1]);
  });

  it('ends its spans while it rests, as its end says', async () => {
    for (const end of ['detachTracer', 'dispose', 'shutdown'] as const) {
      const resting = await Resting.of();
      const { feed } = resting.make();
      feed.add(['A', 'Job']);
      resting.pass();
      if (end === 'shutdown') await resting.tracer.shutdown();
      else if (end === 'dispose') await feed.dispose();
      else feed.detachTracer('otel-traces');
      const spans = await resting.spans();
      expect(spans.find(({ name }) => name === 'mach:0:feed0 lifetime')?.attributes).toMatchObject({
        'asyncmachine.machine.transitions': end === 'dispose' ? expect.any(Number) : 1,
      });
      expect(spans.filter(({ name, events }) => name.startsWith('0:') && events.length > 0)).toHaveLength(3);
      expect(resting.clock.pendingTimers).toBe(0);
    }
  });

  it('is found by the transitions it caused', async () => {
    const resting = await Resting.of();
    const { feed } = resting.make();
    const { feed: other } = resting.make();
    let source: { machineId: string; transitionId: string; machineTime: number } | undefined;
    feed.bindTracer({
      id: 'source',
      transitionEnd: ({ id, machine, sumBefore }) => {
        source ??= { machineId: machine.id, transitionId: id, machineTime: sumBefore };
      },
    });
    feed.add('A');
    feed.remove('A');
    resting.pass();
    other.add('B', {}, { source });
    await resting.tracer.shutdown();
    const spans = await resting.spans();
    const cause = spans.find(({ name }) => name === '0: [add] A')?.spanContext();
    const effect = spans.find(({ name }) => name === '1: [add] B');
    expect(effect?.links.map((link) => link.context)).toContainEqual(cause);
  });

  it('moves to the trace that followed its own while it rested, after those above it', async () => {
    const resting = await Resting.of({ rotate: { spans: 20 } });
    const { feed: parent } = resting.make();
    const { feed: child } = resting.make({ parent });
    child.add('A');
    resting.pass();
    const { feed: busy } = resting.make();
    for (let i = 0; i < 20; i++) busy.add('Job');
    child.remove('A');
    await resting.tracer.shutdown();
    const spans = await resting.spans();
    const byId = new Map(spans.map((span) => [span.spanContext().spanId, span]));
    const above = (span: ReadableSpan | undefined): ReadableSpan | undefined =>
      byId.get(span?.parentSpanContext?.spanId ?? '');
    const names: string[] = [];
    const last = spans.find(({ name }) => name === '1: [remove] A');
    for (let span = last; span !== undefined; span = above(span)) {
      names.unshift(span.name);
      expect(span.spanContext().traceId).toBe(last?.spanContext().traceId);
    }
    expect(names).toEqual(['root', 'mach:0:feed0', '0:submachines', 'mach:1:feed1', '1:transitions', '1: [remove] A']);
    expect(
      spans.filter(({ name, attributes }) => name === '1:A' && attributes['asyncmachine.state.segment'] === 2),
    ).toHaveLength(1);
    expect(last?.spanContext().traceId).not.toBe(
      spans.find(({ name }) => name === '1: [add] A')?.spanContext().traceId,
    );
  });
});

it('looks at many machines in turns, with pauses between', async () => {
  const resting = await Resting.of();
  const rests = Array.from({ length: 1200 }, () => resting.make().rest);
  const rested = (): number => rests.filter((rest) => rest.mock.calls.length > 0).length;
  resting.clock.advance(AFTER_MS * 2 + 20);
  expect(rested()).toBe(500);
  resting.clock.advance(10);
  expect(rested()).toBe(1000);
  resting.pass();
  expect(rested()).toBe(1200);
});
