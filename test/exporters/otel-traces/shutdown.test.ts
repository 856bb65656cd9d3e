import { Machine, defineSchema } from 'statescope';
import { OtelTraces, RecordingSink } from '../../../src/exporters/otel-traces/index.js';
import type { SpanSink } from '../../../src/exporters/otel-traces/index.js';
import { Traced } from './support.js';

class Feed extends Machine.of(defineSchema({ A: {} })) {}

/** A sink with a queue for spans that have ended, which a flush empties. */
function queueing(flush: () => Promise<void> = () => Promise.resolve()) {
  const recording = new RecordingSink({ limit: 1e6 });
  const seen = { queued: 0, most: 0, flushes: 0, ended: 0 };
  const sink: SpanSink = {
    start: (start) => {
      const span = recording.start(start);
      const end = span.end.bind(span);
      span.end = (given) => {
        seen.queued += 1;
        seen.ended += 1;
        seen.most = Math.max(seen.most, seen.queued);
        end(given);
      };
      return span;
    },
    flush: async () => {
      seen.flushes += 1;
      await flush();
      seen.queued = 0;
    },
  };
  return { sink, seen };
}

function made(tracer: OtelTraces, count: number): readonly Feed[] {
  return Array.from({ length: count }, (_, i) => {
    const feed = new Feed({ id: `f${String(i)}`, tracers: [tracer] });
    feed.add('A');
    return feed;
  });
}

describe('the shutdown of a tracer', () => {
  it('of many machines lets the sink take what so many have left before the next ones end', async () => {
    const { sink, seen } = queueing();
    const tracer = new OtelTraces({ sink });
    made(tracer, 5500);
    Object.assign(seen, { queued: 0, most: 0, ended: 0 });
    await tracer.shutdown();
    expect(seen).toMatchObject({ ended: 11_000, most: 2000, flushes: 5 });
  });

  it.each([
    ['many states active', { groupSpans: 'instant' }, ['A', 'B', 'C', 'D']],
    ['spans of groups that last', { groupSpans: 'lifetime' }, ['A']],
  ] as const)(
    'of machines with %s lets the sink take it before there are more than queues take',
    async (_, given, states) => {
      class Busy extends Machine.of(defineSchema({ A: {}, B: {}, C: {}, D: {} })) {}
      const { sink, seen } = queueing();
      const tracer = new OtelTraces({ sink, rotate: { spans: 0 }, ...given });
      for (let i = 0; i < 1000; i++) new Busy({ tracers: [tracer] }).add(states);
      Object.assign(seen, { queued: 0, most: 0, ended: 0 });
      await tracer.shutdown();
      expect(seen).toMatchObject({ ended: 5000, most: 2000, flushes: 2 });
    },
  );

  it('of few flushes nothing, and has ended them when it returns', () => {
    const { sink, seen } = queueing();
    const tracer = new OtelTraces({ sink });
    made(tracer, 1000);
    seen.ended = 0;
    void tracer.shutdown();
    expect(seen).toMatchObject({ ended: 2000, flushes: 0 });
  });

  it('goes on where machines end and are detached meanwhile, and where it is called again', async () => {
    let meanwhile = (): void => undefined;
    const { sink, seen } = queueing(() => {
      meanwhile();
      return Promise.resolve();
    });
    const tracer = new OtelTraces({ sink });
    const machines = made(tracer, 3000);
    let again: Promise<void> | undefined;
    meanwhile = () => {
      meanwhile = () => undefined;
      void machines[0]?.dispose();
      machines[1]?.detachTracer(tracer.id);
      machines[2]?.remove('A');
      again = tracer.shutdown();
    };
    seen.ended = 0;
    await tracer.shutdown();
    await again;
    expect(seen.ended).toBe(6000);
  });

  it('waits for a sink that hangs no longer than for its limit in all', async () => {
    jest.useFakeTimers();
    const { sink, seen } = queueing(() => new Promise(() => undefined));
    const tracer = new OtelTraces({ sink, restAfterMs: 0 });
    made(tracer, 5500);
    seen.ended = 0;
    const over = tracer.shutdown();
    await jest.advanceTimersByTimeAsync(4999);
    expect(seen).toMatchObject({ ended: 2000, flushes: 1 });
    await jest.advanceTimersByTimeAsync(1);
    await over;
    jest.useRealTimers();
    expect(seen).toMatchObject({ ended: 11_000, flushes: 1 });
  });

  it('is the same to whoever looks at the spans', async () => {
    const traced = new Traced();
    made(traced.tracer, 1500);
    await traced.tracer.shutdown();
    expect(traced.sink.spans.filter(({ endMs }) => endMs === undefined)).toEqual([]);
  });
});
