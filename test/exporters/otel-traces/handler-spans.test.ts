import { Machine, args, defineSchema } from 'statescope';
import type { EventOf, Handlers } from 'statescope';
import { Traced, collected, selection } from './support.js';

const schema = defineSchema({ Fetch: { multi: true, args: args<{ url: string }>() }, Plain: {}, Start: {} });
class Feed extends Machine.of(schema) implements Handlers<typeof schema> {
  pending: { resolve: () => void; reject: (error: unknown) => void }[] = [];
  StartEnter(): boolean {
    return true;
  }
  StartState(): void {
    this.tickTock?.();
  }
  FetchState(event: EventOf<typeof schema, 'Fetch'>): Promise<void> {
    if (event.args.url === 'sync') throw new Error('no such url');
    return new Promise((resolve, reject) => this.pending.push({ resolve, reject }));
  }
  tickTock?: () => void;
}

const FETCH = { handlers: { FetchState: { args: ['url'] } } };

function bound(traced: Traced, parts: Parameters<typeof selection>[0]): Feed {
  const feed = new Feed({ id: 'feed' });
  feed.bindTracer(traced.tracer, selection(parts));
  return feed;
}

/** Lets every promise that is due run. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('handlers', () => {
  it('are events of their transition, at the time they began', () => {
    const traced = new Traced();
    const feed = bound(traced, {});
    feed.tickTock = () => traced.clock.advance(5);
    feed.add('Start');
    const span = traced.span('0: [add] Start');
    expect(span.events.map((event) => event.name)).toEqual(['StartEnter', 'finals', 'StartState']);
    expect(span.events[2]?.timeMs).toBe(span.startMs);
    expect(span.endMs).toBe(span.startMs + 5);
    expect(span.events[2]?.attributes).toMatchObject({
      emitter: expect.any(String) as string,
      'asyncmachine.handler.phase': 'final',
      'asyncmachine.handler.outcome': 'ok',
      'asyncmachine.handler.duration_ms': 5,
      'code.function.name': 'Feed.StartState',
    });
  });

  it('leave no events when their mark takes them out, or events are off', () => {
    const out = new Traced();
    bound(out, { handlers: { StartState: false } }).add('Start');
    expect(out.events(out.span('0: [add] Start'))).toEqual(['StartEnter']);
    const off = new Traced({ handlers: 'off' });
    bound(off, {}).add('Start');
    expect(off.events(off.span('0: [add] Start'))).toEqual([]);
  });

  it('get a span below their transition when marked, to the end of their promise', async () => {
    const traced = new Traced();
    const feed = bound(traced, FETCH);
    feed.add('Fetch', { url: 'https://example.org/feed' });
    const span = traced.span('FetchState');
    expect(traced.path(span)).toBe('mach:0:feed > 0:transitions > 0: [add] Fetch > FetchState');
    expect(traced.events(traced.span('0: [add] Fetch'))).toEqual([]);
    expect(span.endMs).toBeUndefined();
    traced.clock.advance(300);
    feed.pending[0]?.resolve();
    await settle();
    expect(span.endMs).toBe(span.startMs + 300);
    expect(span.attributes).toMatchObject({
      name: 'FetchState',
      'asyncmachine.handler.name': 'FetchState',
      'asyncmachine.handler.phase': 'final',
      'asyncmachine.handler.outcome': 'ok',
      'asyncmachine.handler.async': true,
      'code.function.name': 'Feed.FetchState',
      'args.url': 'https://example.o...',
    });
  });

  it('fail their span when they throw or their promise is rejected', async () => {
    const traced = new Traced();
    const feed = bound(traced, FETCH);
    feed.add('Fetch', { url: 'sync' });
    expect(traced.span('FetchState')).toMatchObject({ failure: 'no such url', attributes: { 'error.type': 'Error' } });
    feed.add('Fetch', { url: 'later' });
    feed.pending[0]?.reject(new TypeError('not a feed'));
    await settle();
    const rejected = traced.span('FetchState', 1);
    expect(rejected).toMatchObject({ failure: 'not a feed', attributes: { 'error.type': 'TypeError' } });
    expect(rejected.attributes['asyncmachine.handler.outcome']).toBe('error');
  });

  it('end their span as aborted when the machine is disposed meanwhile', async () => {
    const traced = new Traced();
    const feed = bound(traced, FETCH);
    feed.add('Fetch', { url: 'x' });
    await feed.dispose();
    const span = traced.span('FetchState');
    expect(span.endMs).toBeDefined();
    expect(span.attributes['asyncmachine.handler.outcome']).toBe('aborted');
    feed.pending[0]?.resolve();
    await settle();
    expect(traced.all('FetchState')).toHaveLength(1);
  });

  it('write the identity of their span where logs can read it', () => {
    const traced = new Traced();
    const feed = bound(traced, FETCH);
    const seen: (string | undefined)[] = [];
    feed.bindTracer({ id: 'reader', handlerStart: (call) => seen.push(call.traceContext?.spanId) });
    feed.add('Fetch', { url: 'x' });
    expect(seen).toEqual([traced.span('FetchState').context.spanId]);
  });

  it('show nothing but the transitions that call them, on a class without a mark of its own', () => {
    const traced = new Traced();
    const feed = bound(traced, { whole: false, ...FETCH });
    feed.add('Start');
    feed.add('Plain');
    expect(traced.names).toEqual([]);
    feed.add('Fetch', { url: 'x' });
    expect(traced.names).toEqual(['mach:0:feed', '0:transitions', '0: [add] Fetch', 'FetchState']);
    expect(traced.span('0: [add] Fetch').attributes).toMatchObject({ states_diff: '+Fetch', accepted: true });
    expect(traced.span('0: [add] Fetch').links).toEqual([]);
  });

  it('run inside the active span of the sink, if it has one', () => {
    const traced = new Traced();
    const inside: string[] = [];
    const sink = {
      start: (start: Parameters<typeof traced.sink.start>[0]) => traced.sink.start(start),
      runInSpan: <R>(span: { context: { spanId: string } }, run: () => R): R => {
        inside.push(span.context.spanId);
        return run();
      },
    };
    const active = new Traced({ sink });
    const feed = bound(active, FETCH);
    feed.add('Start');
    feed.add('Fetch', { url: 'x' });
    const start = traced.span('0: [add] Start').context.spanId;
    expect(inside).toEqual([start, start, traced.span('FetchState').context.spanId]);
    expect(new Traced().tracer.runInHandler).toBeUndefined();
  });
});

it('a machine that waits for a promise nobody has any more is ended as one that was let go', async () => {
  const traced = new Traced({ restAfterMs: 0 });
  bound(traced, FETCH).add('Fetch', { url: 'a' });
  bound(traced, FETCH).add('Fetch', { url: 'b' });
  await settle();
  await collected(() => traced.all('FetchState').every(({ endMs }) => endMs !== undefined));
  expect(traced.all('FetchState').map(({ attributes }) => attributes)).toMatchObject([
    { 'args.url': 'a', 'asyncmachine.handler.outcome': 'detached' },
    { 'args.url': 'b', 'asyncmachine.handler.outcome': 'detached' },
  ]);
});
