import { Machine, defineSchema } from 'statescope';
import type { RecordedSpan } from '../../../src/exporters/otel-traces/index.js';
import { Traced, selection } from './support.js';

const schema = defineSchema({ A: {}, B: {}, Job: { multi: true } });
class Feed extends Machine.of(schema) {}
class Item extends Machine.of(schema) {}

function parts(traced: Traced): readonly (readonly RecordedSpan[])[] {
  const ids = [...new Set(traced.sink.spans.map((span) => span.context.traceId))];
  return ids.map((id) => traced.sink.spans.filter((span) => span.context.traceId === id));
}

describe('a trace that is full', () => {
  it('goes on in a linked one, with all machines in it and one root', () => {
    const traced = new Traced({ autoRoot: true, rotate: { spans: 12 } });
    const feed = new Feed({ id: 'feed', tracers: [traced.tracer] });
    const item = new Item({ id: 'item', parent: feed, tracers: [traced.tracer] });
    item.add('A');
    feed.add('B');
    item.add('B');
    const [first, second] = parts(traced);
    expect(parts(traced)).toHaveLength(2);
    const names = second?.map((span) => traced.path(span));
    expect(names?.slice(0, 3)).toEqual(['root', 'root > mach:0:feed', 'root > mach:0:feed > 0:states']);
    expect(names).toContain('root > mach:0:feed > 0:submachines > mach:1:item');
    const machine = second?.find((span) => span.name === 'mach:1:item') as RecordedSpan;
    expect(machine.attributes['asyncmachine.trace.part']).toBe(2);
    const before = first?.find((span) => span.name === 'mach:1:item');
    expect(machine.links).toEqual([
      { context: before?.context, attributes: { 'asyncmachine.link.kind': 'continuation' } },
    ]);
    expect(traced.links(second?.[0] as RecordedSpan)).toEqual(['continuation root']);
  });

  it('lets open states go on in their next segment, and says that they are open', () => {
    const traced = new Traced({ rotate: { spans: 7 } });
    const feed = new Feed({ id: 'feed', tracers: [traced.tracer] });
    feed.add('A');
    const [before, after] = traced.all('0:A').filter((span) => span.attributes['tx_id'] !== undefined);
    expect(before?.endMs).toBeDefined();
    expect(after?.endMs).toBeUndefined();
    expect(after?.attributes).toMatchObject({ 'asyncmachine.state.segment': 2, 'asyncmachine.state.name': 'A' });
    expect(after?.links).toEqual([
      { context: before?.context, attributes: { 'asyncmachine.link.kind': 'continuation' } },
    ]);
    expect(traced.all('0:A started')).toHaveLength(2);
    feed.remove('A');
    expect(after?.endMs).toBeDefined();
    expect(traced.links(traced.span('0: [remove] A'))).toEqual(['state.removed 0:A']);
  });

  it('is one that is too old, too', () => {
    const traced = new Traced({ rotate: { spans: 0, ms: 1000 } });
    const feed = new Feed({ id: 'feed', tracers: [traced.tracer] });
    feed.add('A');
    traced.clock.advance(999);
    feed.add('B');
    expect(parts(traced)).toHaveLength(1);
    traced.clock.advance(1);
    feed.remove('B');
    expect(parts(traced)).toHaveLength(2);
    expect(traced.span('0: [remove] B').context.traceId).toBe(traced.span('mach:0:feed').context.traceId);
    feed.add('B');
    expect(traced.span('0: [add] B', 1).context.traceId).toBe(traced.span('mach:0:feed', 1).context.traceId);
  });

  it('is none where limits are 0', () => {
    const traced = new Traced({ rotate: { spans: 0, ms: 0 } });
    const feed = new Feed({ id: 'feed', tracers: [traced.tracer] });
    for (let i = 0; i < 3000; i++) feed.toggle('A');
    traced.clock.advance(1e9);
    feed.toggle('A');
    expect(parts(traced)).toHaveLength(1);
  });

  it('has 10,000 spans or lasts an hour unless somebody says otherwise', () => {
    const traced = new Traced();
    const feed = new Feed({ id: 'feed', tracers: [traced.tracer] });
    while (traced.sink.spans.length < 9_990) feed.toggle('A');
    expect(parts(traced)).toHaveLength(1);
    for (let i = 0; i < 10; i++) feed.toggle('A');
    expect(traced.sink.dropped + traced.sink.spans.length).toBeGreaterThan(10_000);
    traced.clock.advance(3_600_000);
  });

  it('does not rotate for what its many machines take to begin', () => {
    const traced = new Traced({ autoRoot: true, rotate: { spans: 10 } });
    const feeds = Array.from({ length: 20 }, (_, i) => new Feed({ id: `f${String(i)}`, tracers: [traced.tracer] }));
    feeds[0]?.add('A');
    const count = parts(traced).length;
    for (const feed of feeds) feed.add('B');
    expect(parts(traced).length - count).toBeLessThan(2);
  });

  it('keeps what machines of their own traces apart', () => {
    const traced = new Traced({ rotate: { spans: 8 } });
    const one = new Feed({ id: 'one', tracers: [traced.tracer] });
    new Feed({ id: 'two', tracers: [traced.tracer] });
    one.add('A');
    one.remove('A');
    expect(traced.all('mach:0:one')).toHaveLength(2);
    expect(traced.all('mach:1:two')).toHaveLength(1);
  });

  it('leaves behind what has ended, and takes along what stood below', async () => {
    const traced = new Traced({ autoRoot: true, rotate: { spans: 12 } });
    const feed = new Feed({ id: 'feed', tracers: [traced.tracer] });
    const item = new Item({ id: 'item', parent: feed, tracers: [traced.tracer] });
    await feed.dispose();
    for (let n = 0; n < 40; n++) item.toggle('A');
    const counts = parts(traced).map((spans) => spans.length);
    expect(counts.length).toBeGreaterThan(4);
    expect(Math.max(...counts)).toBeLessThan(40);
    expect(traced.path(traced.span('mach:1:item', 1))).toBe('root > mach:1:item');
  });

  it('has machines below the one above them, whichever was switched on first', () => {
    const traced = new Traced({ rotate: { spans: 15 } });
    const feed = new Feed({ id: 'feed', tracers: [traced.tracer] });
    const item = new Item({ id: 'item', parent: feed, tracers: [traced.tracer] });
    const leaf = new Item({ id: 'leaf', parent: item, tracers: [traced.tracer] });
    item.detachTracer(traced.tracer.id);
    item.bindTracer(traced.tracer, selection({}));
    while (traced.all('mach:3:item').length < 2) leaf.toggle('A');
    const last = parts(traced).at(-1) ?? [];
    expect(last.map((span) => span.name)).toContain('mach:2:leaf');
    expect(traced.path(last.find(({ name }) => name === 'mach:2:leaf') as RecordedSpan)).toBe(
      'mach:0:feed > 0:submachines > mach:3:item > 3:submachines > mach:2:leaf',
    );
  });
});

describe('spans of groups that last', () => {
  it('end with their machine, children first, with its totals', async () => {
    const traced = new Traced({ groupSpans: 'lifetime' });
    const feed = new Feed({ id: 'feed', tracers: [traced.tracer] });
    feed.add('A');
    expect(traced.span('mach:0:feed').endMs).toBeUndefined();
    expect(traced.span('0:states').endMs).toBeUndefined();
    traced.clock.advance(70);
    await feed.dispose();
    expect(traced.sink.spans.filter((span) => span.endMs === undefined)).toEqual([]);
    const machine = traced.span('mach:0:feed');
    expect((machine.endMs ?? 0) - machine.startMs).toBe(70);
    expect(machine.attributes['asyncmachine.machine.transitions']).toBe(1);
    expect(traced.names).not.toContain('mach:0:feed lifetime');
  });

  it('end with their part of a trace', () => {
    const traced = new Traced({ groupSpans: 'lifetime', rotate: { spans: 7 } });
    new Feed({ id: 'feed', tracers: [traced.tracer] }).add('A');
    expect(traced.all('mach:0:feed').map((span) => span.endMs !== undefined)).toEqual([true, false]);
    expect(traced.all('0:states').map((span) => span.endMs !== undefined)).toEqual([true, false]);
  });
});
