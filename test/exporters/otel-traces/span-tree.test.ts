import { Machine, defineSchema } from 'statescope';
import { RecordingSink } from '../../../src/exporters/otel-traces/index.js';
import { Traced, collected, selection } from './support.js';

const schema = defineSchema({ Idle: { auto: true }, Job: { multi: true }, Run: { remove: ['Idle'] } });
class Feed extends Machine.of(schema) {}
class Item extends Machine.of(schema) {}

describe('the span tree', () => {
  it('holds machine, groups, state names, activations and transitions', () => {
    const traced = new Traced();
    const feed = new Feed({ id: 'feed', tracers: [traced.tracer] });
    feed.add('Run');
    expect(traced.sink.spans.map((span) => traced.path(span))).toEqual([
      'mach:0:feed',
      'mach:0:feed > 0:states',
      'mach:0:feed > 0:transitions',
      'mach:0:feed > 0:transitions > 0: [add] Run',
      'mach:0:feed > 0:states > 0:Run',
      'mach:0:feed > 0:states > 0:Run > 0:Run',
      'mach:0:feed > 0:states > 0:Run > 0:Run started',
    ]);
  });

  it('has one root above all machines, made with the first of them', () => {
    const traced = new Traced({ autoRoot: true });
    expect(traced.names).toEqual([]);
    new Feed({ id: 'one', tracers: [traced.tracer] });
    new Feed({ id: 'two', tracers: [traced.tracer] });
    expect(traced.all('root')).toHaveLength(1);
    expect(traced.path(traced.span('mach:1:two'))).toBe('root > mach:1:two');
    expect(new Set(traced.sink.spans.map((span) => span.context.traceId)).size).toBe(1);
  });

  it('has no root below a parent that was given', () => {
    const parent = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
    const traced = new Traced({ autoRoot: true, parent });
    new Feed({ id: 'one', tracers: [traced.tracer] });
    expect(traced.all('root')).toEqual([]);
    expect(traced.span('mach:0:one').parent).toEqual(parent);
  });

  it('keeps all spans of a machine and its submachines in one trace', () => {
    const traced = new Traced();
    const feed = new Feed({ id: 'feed', tracers: [traced.tracer] });
    const item = new Item({ id: 'item', parent: feed, tracers: [traced.tracer] });
    const leaf = new Item({ id: 'leaf', parent: item, tracers: [traced.tracer] });
    leaf.add('Run');
    expect(traced.path(traced.span('mach:1:item'))).toBe('mach:0:feed > 0:submachines > mach:1:item');
    expect(traced.path(traced.span('mach:2:leaf'))).toBe(
      'mach:0:feed > 0:submachines > mach:1:item > 1:submachines > mach:2:leaf',
    );
    expect(new Set(traced.sink.spans.map((span) => span.context.traceId)).size).toBe(1);
  });

  it('makes one submachines group however many children there are, and none without', () => {
    const traced = new Traced();
    const feed = new Feed({ id: 'feed', tracers: [traced.tracer] });
    expect(traced.all('0:submachines')).toHaveLength(0);
    new Item({ id: 'a', parent: feed, tracers: [traced.tracer] });
    new Item({ id: 'b', parent: feed, tracers: [traced.tracer] });
    expect(traced.all('0:submachines')).toHaveLength(1);
  });

  it('puts the child of a disposed parent below the machine span of that parent', async () => {
    const traced = new Traced();
    const feed = new Feed({ id: 'feed', tracers: [traced.tracer] });
    await feed.dispose();
    traced.tracer.machineInit(new Item({ id: 'late', parent: feed }).view, selection({}));
    expect(traced.path(traced.span('mach:1:late'))).toBe('mach:0:feed > mach:1:late');
  });

  it('skips an untraced parent and goes below the next traced one', () => {
    const traced = new Traced();
    const feed = new Feed({ id: 'feed', tracers: [traced.tracer] });
    const off = new Item({ id: 'off', parent: feed });
    new Item({ id: 'leaf', parent: off, tracers: [traced.tracer] });
    expect(traced.path(traced.span('mach:1:leaf'))).toBe('mach:0:feed > 0:submachines > mach:1:leaf');
  });

  it('gives a machine without traced parent the parent of the settings', () => {
    const parent = { traceId: 'c'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
    const traced = new Traced({ parent });
    new Feed({ id: 'feed', tracers: [traced.tracer] });
    expect(traced.span('mach:0:feed').parent).toEqual(parent);
  });

  it('counts machines on, also those of an id that was used before', async () => {
    const traced = new Traced();
    await new Feed({ id: 'feed', tracers: [traced.tracer] }).dispose();
    new Feed({ id: 'feed', tracers: [traced.tracer] }).add('Run');
    expect(traced.span('1: [add] Run').parent).toEqual(traced.span('1:transitions').context);
    expect(traced.span('mach:1:feed').parent).toBeUndefined();
  });

  it('says on the machine span which machine it is', () => {
    const traced = new Traced();
    const feed = new Feed({ id: 'feed', tracers: [traced.tracer] });
    new Item({ id: 'item', parent: feed, tags: ['x', 'y'], tracers: [traced.tracer] });
    expect(traced.span('mach:1:item').attributes).toEqual({
      id: 'item',
      'asyncmachine.machine.id': 'item',
      'asyncmachine.machine.class': 'Item',
      'asyncmachine.machine.index': 1,
      'asyncmachine.machine.parent_id': 'feed',
      'asyncmachine.machine.tags': ['x', 'y'],
    });
    expect(traced.span('0:states').attributes).toEqual({ mach_id: 'feed', 'asyncmachine.machine.id': 'feed' });
  });

  it('sums a machine up at its end, back to its creation', async () => {
    const traced = new Traced();
    const feed = new Feed({ id: 'feed', tracers: [traced.tracer] });
    feed.add('Run');
    feed.addErr(new Error('boom'));
    traced.clock.advance(500);
    await feed.dispose();
    const summary = traced.span('mach:0:feed lifetime');
    expect(traced.path(summary)).toBe('mach:0:feed > mach:0:feed lifetime');
    expect(summary.endMs).toBe(summary.startMs + 500);
    expect(summary.attributes).toMatchObject({
      'asyncmachine.machine.transitions': 2,
      'asyncmachine.machine.canceled': 0,
      'asyncmachine.machine.exceptions': 1,
      'asyncmachine.machine.ticks': 2,
    });
  });

  it('leaves nothing open after disposal', async () => {
    const traced = new Traced();
    const feed = new Feed({ id: 'feed', tracers: [traced.tracer] });
    feed.add(['Run', 'Job']);
    expect(traced.sink.spans.some((span) => span.endMs === undefined)).toBe(true);
    await feed.dispose();
    expect(traced.sink.spans.filter((span) => span.endMs === undefined)).toEqual([]);
  });

  it('begins every span no earlier than the one above', () => {
    let timeMs = 0;
    const traced = new Traced({ clock: () => (timeMs += 1), autoRoot: true, rotate: { spans: 20 } });
    const feed = new Feed({ id: 'feed', tracers: [traced.tracer] });
    const item = new Item({ id: 'item', parent: feed, tracers: [traced.tracer] });
    for (let n = 0; n < 10; n++) item.toggle('Run');
    expect(traced.all('root').length).toBeGreaterThan(1);
    const starts = new Map(traced.sink.spans.map(({ context, startMs }) => [context.spanId, startMs]));
    const early = traced.sink.spans.filter(({ parent, startMs }) => startMs < (starts.get(parent?.spanId ?? '') ?? 0));
    expect(early.map(({ name }) => name)).toEqual([]);
  });

  it('ends what belongs to a machine that is gone without an end', async () => {
    const traced = new Traced();
    for (let n = 0; n < 20; n++) new Feed({ id: 'feed', tracers: [traced.tracer] }).add('Job');
    const ended = (): number => traced.names.filter((name) => name.endsWith(':feed lifetime')).length;
    await collected(() => ended() === 20);
    expect(ended()).toBe(20);
    expect(traced.sink.spans.filter((span) => span.endMs === undefined)).toEqual([]);
  });

  it('emits nothing for a machine after it was switched off', () => {
    const traced = new Traced();
    const feed = new Feed({ id: 'feed', tracers: [traced.tracer] });
    feed.add('Run');
    feed.detachTracer(traced.tracer.id);
    const before = traced.sink.spans.length;
    feed.add('Job');
    expect(traced.sink.spans).toHaveLength(before);
    expect(traced.sink.spans.filter((span) => span.endMs === undefined)).toEqual([]);
  });

  it('ignores a second binding of the same machine', () => {
    const traced = new Traced();
    const feed = new Feed({ id: 'feed', tracers: [traced.tracer] });
    traced.tracer.machineInit(feed.view, selection({}));
    expect(traced.names).toEqual(['mach:0:feed', '0:states', '0:transitions']);
  });

  it('ends machines newest first when the tracer shuts down, and stays silent then', async () => {
    const traced = new Traced();
    const feed = new Feed({ id: 'feed', tracers: [traced.tracer] });
    const item = new Item({ id: 'item', parent: feed, tracers: [traced.tracer] });
    await traced.tracer.shutdown();
    await traced.tracer.shutdown();
    expect(traced.names.slice(-2)).toEqual(['mach:1:item lifetime', 'mach:0:feed lifetime']);
    item.add('Run');
    await feed.dispose();
    expect(traced.names.slice(-1)).toEqual(['mach:0:feed lifetime']);
  });

  it('builds nothing below a machine that is not sampled, but passes its identity on', () => {
    const traced = new Traced({}, new RecordingSink({ recording: false }));
    const feed = new Feed({ id: 'feed', tracers: [traced.tracer] });
    let seen: number | undefined;
    feed.bindTracer({
      id: 'reader',
      transitionEnd: (transition) => {
        seen = transition.traceContext?.traceFlags;
      },
    });
    feed.add('Run');
    expect(traced.sink.spans).toEqual([]);
    expect(seen).toBe(0);
  });
});
