import { Machine, defineSchema, eventSource } from 'statescope';
import { OtelTraces, RecordingSink } from '../../../src/exporters/otel-traces/index.js';
import type { OtelTracesOptions, RemotePolicy, TraceScope } from '../../../src/exporters/otel-traces/index.js';
import { Traced, selection } from './support.js';

const schema = defineSchema({ A: {}, B: {} });
class Feed extends Machine.of(schema) {}

let traces = 0;
/** A span of another process, in a trace of its own. */
const far = () => ({
  traceId: (++traces).toString(16).padStart(32, 'f'),
  spanId: 'b'.repeat(16),
  traceFlags: 1,
  isRemote: true,
});

function bound(remote: RemotePolicy | undefined, options: Partial<OtelTracesOptions> = {}) {
  const traced = new Traced({ autoRoot: true, ...options });
  const feed = new Feed({ id: 'feed' });
  feed.bindTracer(traced.tracer, selection({ options: remote === undefined ? {} : { remote } }));
  return { traced, feed, machine: traced.sink.spans.find(({ name }) => name.startsWith('mach:')) };
}

const kinds = (span: { links: readonly { attributes?: Readonly<Record<string, unknown>> }[] } | undefined) =>
  span?.links.map(({ attributes }) => attributes?.['asyncmachine.link.kind']);

describe('a machine whose process has a remote parent', () => {
  it.each([undefined, 'continue'] as const)('goes on with its trace (%s)', (remote) => {
    const parent = far();
    const { machine, traced } = bound(remote, { parent });
    expect(machine).toMatchObject({ parent, context: { traceId: parent.traceId }, links: [] });
    expect(traced.names).not.toContain('root');
  });

  it('has a trace of its own that is linked', () => {
    const parent = far();
    const { machine, traced } = bound('link', { parent });
    expect(traced.path(machine ?? traced.span('none'))).toMatch(/^root > mach:\d+:feed$/);
    expect(machine?.context.traceId).not.toBe(parent.traceId);
    expect([kinds(machine), machine?.links[0]?.context.spanId]).toEqual([['remote'], parent.spanId]);
  });

  it('has a trace that knows nothing of it', () => {
    const parent = far();
    const { machine, traced } = bound('restart', { parent });
    expect(traced.path(machine ?? traced.span('none'))).toMatch(/^root > mach:\d+:feed$/);
    expect(JSON.stringify(traced.sink.spans)).not.toContain(parent.traceId);
  });

  it('goes by what was set for the tracer before the mark', () => {
    const parent = far();
    expect(bound('continue', { parent, remote: 'restart' }).machine?.context.traceId).not.toBe(parent.traceId);
    expect(bound('restart', { parent, remote: 'continue' }).machine?.context.traceId).toBe(parent.traceId);
  });

  it('may stand beside one of another class, and each goes on where it is when traces rotate', () => {
    const parent = far();
    const { traced, feed } = bound('restart', { parent, rotate: { spans: 30 } });
    const other = new Feed({ id: 'other', tracers: [traced.tracer] });
    const first = (id: string) => traced.sink.spans.find(({ name }) => name.endsWith(`:${id}`))?.context.traceId;
    expect(first('other')).toBe(parent.traceId);
    for (let i = 0; i < 40; i++) {
      feed.toggle('A');
      other.toggle('A');
    }
    for (const id of ['feed', 'other']) {
      const parts = traced.sink.spans.filter(({ name }) => name.endsWith(`:${id}`));
      expect(parts.length).toBeGreaterThan(1);
      expect(kinds(parts[1])).toEqual(['continuation']);
      expect(parts[1]?.links[0]?.context).toEqual(parts[0]?.context);
    }
  });

  it('stands below a span of its own process once its trace was full', () => {
    const sink = new RecordingSink();
    const starts: { readonly name: string; readonly isRemote?: boolean | undefined }[] = [];
    const start = (given: Parameters<RecordingSink['start']>[0]) => {
      starts.push(given);
      return sink.start(given);
    };
    const tracer = new OtelTraces({ parent: far(), rotate: { spans: 20 }, sink: { start } });
    const feed = new Feed({ id: 'feed', tracers: [tracer] });
    for (let i = 0; i < 40; i++) feed.toggle('A');
    const machines = starts.filter(({ name }) => name.endsWith(':feed'));
    expect(machines.length).toBeGreaterThan(1);
    expect(machines.map(({ isRemote }) => isRemote)).toEqual(machines.map((_, i) => i === 0));
  });

  it('counts with those that had the trace before, and are gone', async () => {
    const parent = far();
    const { traced, feed } = bound('continue', { parent, rotate: { spans: 40 } });
    await feed.dispose();
    for (let i = 0; i < 8; i++) {
      const one = new Feed({ id: `feed-${String(i)}`, tracers: [traced.tracer] });
      one.add('A');
      await one.dispose();
    }
    const traceIds = new Set(traced.sink.spans.map(({ context }) => context.traceId));
    expect(traceIds.size).toBeGreaterThan(1);
    expect(traced.names).toContain('root');
  });

  it('is not concerned by a parent of its own process', () => {
    const parent = { ...far(), isRemote: false };
    expect(bound('restart', { parent }).machine?.context.traceId).toBe(parent.traceId);
  });
});

describe('a mutation that another process asks for', () => {
  const asked = (scope: TraceScope, remote: RemotePolicy | undefined, isHeaders: boolean) => {
    const from = far();
    const traceparent = `00-${from.traceId}-${from.spanId}-01`;
    const { feed, traced } = bound(remote, { scope });
    const carrier = { Traceparent: traceparent, tracestate: 'vendor=1' };
    feed.add('A', undefined, { source: eventSource('far', '1', isHeaders ? { carrier } : { traceparent }) });
    const span = traced.sink.spans.find(({ name }) => name.endsWith('[add] A'));
    return { span, from, path: span && traced.path(span), isJoined: span?.context.traceId === from.traceId };
  };

  describe.each([true, false])('by headers: %s', (isHeaders) => {
    it('is linked to it in a tree', () => {
      for (const remote of [undefined, 'continue', 'link'] as const) {
        const { span, from, path } = asked('tree', remote, isHeaders);
        expect(path).toMatch(/:transitions > \d+: \[add\] A$/);
        expect([kinds(span)?.[0], span?.links[0]?.context]).toMatchObject(['source', { spanId: from.spanId }]);
      }
    });

    it.each(['tx', 'cause'] as const)('goes on with its trace, by %s', (scope) => {
      const { span, from, isJoined } = asked(scope, 'continue', isHeaders);
      expect([isJoined, span?.parent?.spanId]).toEqual([true, from.spanId]);
      expect(span?.context.traceState?.serialize()).toBe(isHeaders ? 'vendor=1' : undefined);
    });

    it.each(['tx', 'cause'] as const)('has a linked trace of its own, by %s', (scope) => {
      const { span, from, isJoined } = asked(scope, 'link', isHeaders);
      expect([isJoined, span?.parent, kinds(span)?.slice(0, 2)]).toEqual([false, undefined, ['source', 'machine']]);
      expect(span?.links[0]?.context.spanId).toBe(from.spanId);
    });

    it.each(['tree', 'tx', 'cause'] as const)('leaves no trace of it, by %s', (scope) => {
      const { span, from } = asked(scope, 'restart', isHeaders);
      expect(JSON.stringify(span)).not.toContain(from.traceId);
    });
  });

  it('has a source of its own process first', () => {
    const from = far();
    const { feed, traced } = bound('continue', { scope: 'tx' });
    feed.add('A');
    const first = traced.sink.spans.find(({ name }) => name.endsWith('[add] A'));
    const id = String(first?.attributes['asyncmachine.tx.id']);
    const traceparent = `00-${from.traceId}-${from.spanId}-01`;
    feed.add('B', undefined, { source: eventSource('feed', id, { traceparent }) });
    expect(traced.sink.spans.find(({ name }) => name.endsWith('[add] B'))?.parent).toEqual(first?.context);
  });

  it('is one like all others when nothing can be read', () => {
    const { feed, traced } = bound('continue', { scope: 'tx' });
    feed.add('A', undefined, { source: eventSource('far', '1', { carrier: { traceparent: 'nonsense' } }) });
    expect(traced.sink.spans.find(({ name }) => name.endsWith('[add] A'))).toMatchObject({ parent: undefined });
  });
});

test('what a parent had as its state goes on to all spans below', () => {
  const sink = new RecordingSink();
  const traceState = { get: () => '1', set: () => traceState, unset: () => traceState, serialize: () => 'vendor=1' };
  const traced = new Traced({ parent: { ...far(), traceState } }, sink);
  new Feed({ id: 'feed', tracers: [traced.tracer] }).add('A');
  expect(new Set(sink.spans.map(({ context }) => context.traceState?.serialize()))).toEqual(new Set(['vendor=1']));
});
