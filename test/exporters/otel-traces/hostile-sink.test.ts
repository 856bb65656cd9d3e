import { Machine, defineSchema } from 'statescope';
import type { Handlers } from 'statescope';
import { OtelTraces, RecordingSink } from '../../../src/exporters/otel-traces/index.js';
import type { SinkSpan, SpanSink } from '../../../src/exporters/otel-traces/index.js';
import { selection } from './support.js';

const schema = defineSchema({ A: { multi: true }, B: { remove: ['A'] }, C: { auto: true, require: ['B'] } });
class Feed extends Machine.of(schema) implements Handlers<typeof schema> {
  readonly ran: string[] = [];
  AState(): Promise<void> {
    this.ran.push('AState');
    return Promise.resolve();
  }
  BState(): void {
    this.ran.push('BState');
  }
}

const boom = (): never => {
  throw new Error('broken sink');
};

/** A sink that works but for one thing. */
function brokenAt(what: 'start' | 'event' | 'link' | 'end' | 'runInSpan'): SpanSink {
  const good = new RecordingSink();
  return {
    start: (start) => {
      if (what === 'start') return boom();
      const span = good.start(start);
      const broken: SinkSpan = {
        context: span.context,
        recording: true,
        event: (...given) => (what === 'event' ? boom() : span.event(...given)),
        link: (link) => (what === 'link' ? boom() : span.link(link)),
        end: (end) => (what === 'end' ? boom() : span.end(end)),
      };
      return broken;
    },
    runInSpan: (_, run) => (what === 'runInSpan' ? boom() : run()),
  };
}

describe('a sink that throws', () => {
  it.each(['start', 'event', 'link', 'end', 'runInSpan'] as const)(
    'at %s changes nothing for the machine',
    async (what) => {
      const feed = new Feed({ id: 'feed' });
      feed.bindTracer(new OtelTraces({ sink: brokenAt(what) }), selection({ handlers: { AState: {} } }));
      expect([feed.add('A'), feed.add('A'), feed.add('B')]).toEqual([0, 0, 0]);
      expect(feed.activeStates()).toEqual(expect.arrayContaining(['B', 'C']));
      expect(feed.ran).toEqual(['AState', 'AState', 'BState']);
      await feed.dispose();
      expect(feed.err).toBeUndefined();
    },
  );
});
