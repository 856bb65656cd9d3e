import { Machine, defineSchema } from 'statescope';
import { RecordingSink } from '../../../src/exporters/otel-traces/index.js';
import type { SinkSpan, SpanStart } from '../../../src/exporters/otel-traces/index.js';
import { Traced } from './support.js';

const schema = defineSchema({ A: {}, B: {}, C: {} });
class Feed extends Machine.of(schema) {}

/** The first trace is not sampled, all later ones are. */
class LaterSink extends RecordingSink {
  readonly #unseen = new RecordingSink({ recording: false });
  #traces = 0;

  override start(start: SpanStart): SinkSpan {
    if (start.parent === undefined) this.#traces += 1;
    return this.#traces > 1 ? super.start(start) : this.#unseen.start(start);
  }
}

const openStates = ({ sink }: Traced): readonly unknown[] =>
  sink.spans
    .filter(({ endMs, attributes }) => endMs === undefined && attributes['asyncmachine.state.name'] !== undefined)
    .map(({ attributes }) => attributes['asyncmachine.state.name']);

describe('where a machine shows from a transition on', () => {
  it('that transition shows, and the states after it', () => {
    const traced = new Traced({ rotate: { spans: 3 } }, new LaterSink());
    const feed = new Feed({ id: 'feed', tracers: [traced.tracer] });
    feed.add('A');
    expect(traced.names).toEqual([]);
    feed.set('B');
    expect(traced.links(traced.span('0: [set] B'))).toEqual(['state.removed 0:A', 'state.added 0:B']);
    expect(openStates(traced)).toEqual(['B']);
  });
});

describe('where a machine shows from the middle of a transition on', () => {
  it.each(['BEnter', 'BState'])('the states after it show, as its trace went on within %s', (handler) => {
    const traced = new Traced({ autoRoot: true, rotate: { spans: 6 } }, new LaterSink());
    const feed = new Feed({ id: 'feed', tracers: [traced.tracer] });
    const item = new Feed({ id: 'item', parent: feed, tracers: [traced.tracer] });
    feed.add('A');
    feed.bindHandlers({
      [handler]: () => {
        while (traced.names.length === 0) item.toggle('A');
      },
    });
    feed.set('B');
    item.set([]);
    expect(openStates(traced)).toEqual(['B']);
    feed.set([]);
    expect(openStates(traced)).toEqual([]);
  });

  it.each(['BEnter', 'BState', 'AnyState'])('the states after it show, as it was switched on within %s', (handler) => {
    const traced = new Traced();
    const feed = new Feed({ id: 'feed' });
    feed.add('A');
    feed.bindHandlers({ [handler]: () => void feed.bindTracer(traced.tracer) });
    feed.set('B');
    expect(openStates(traced)).toEqual(['B']);
    expect(traced.names).not.toContain('0: [set] B');
    feed.set('C');
    expect(openStates(traced)).toEqual(['C']);
  });

  it('the states after it show, as it was taken back', () => {
    const traced = new Traced();
    const feed = new Feed({ id: 'feed' });
    feed.add('A');
    feed.bindHandlers({
      BState: () => {
        feed.bindTracer(traced.tracer);
        throw new Error('no');
      },
    });
    feed.add('B');
    expect(openStates(traced)).toEqual(['A', 'Exception']);
  });
});
