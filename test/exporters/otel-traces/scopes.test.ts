import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { context, trace } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { Machine, defineSchema } from 'statescope';
import type { EventOf, Handlers } from 'statescope';
import { OtelTraces, SdkSink } from '../../../src/exporters/otel-traces/index.js';
import { Traced } from './support.js';

const schema = defineSchema({ A: {}, B: {}, Auto: { auto: true, require: ['B'] }, Fails: {} });
class Item extends Machine.of(schema) {}
class Feed extends Machine.of(schema) implements Handlers<typeof schema> {
  item: Item | undefined;
  named: Item | undefined;
  AState(event: EventOf<typeof schema, 'A'>): void {
    this.add('B');
    this.item?.add('A');
    this.named?.add('B', undefined, { source: event });
  }
  FailsState(): void {
    throw new Error('boom');
  }
}

function made(traced: Traced): Feed {
  const feed = new Feed({ id: 'feed', tracers: [traced.tracer] });
  feed.item = new Item({ id: 'item', tracers: [traced.tracer] });
  return feed;
}

describe('traces by cause', () => {
  it('hold what handlers do, on whatever machine, and what follows from it', () => {
    const traced = new Traced({ scope: 'cause' });
    made(traced).add('A');
    const root = traced.span('0: [add] A');
    expect(root.parent).toBeUndefined();
    expect(traced.links(root)).toEqual(['machine mach:0:feed', 'state.added 0:A']);
    expect(traced.path(traced.span('1: [add] A'))).toBe('0: [add] A > 1: [add] A');
    expect(traced.path(traced.span('0: [add] B'))).toBe('0: [add] A > 0: [add] B');
    expect(traced.path(traced.span('0: [add] Auto', 1))).toBe('0: [add] A > 0: [add] B > 0: [add] Auto');
  });

  it('hold the error of a handler below what failed', () => {
    const traced = new Traced({ scope: 'cause' });
    made(traced).add('Fails');
    expect(traced.path(traced.span('!0: [add] Exception'))).toBe('0: [add] Fails > !0: [add] Exception');
  });

  it('begin anew with what nobody caused', () => {
    const traced = new Traced({ scope: 'cause' });
    const feed = made(traced);
    feed.add('A');
    feed.remove('A');
    expect(traced.span('0: [remove] A').parent).toBeUndefined();
    expect(traced.names).not.toContain('0:transitions');
  });
});

describe('a chain of causes', () => {
  it('goes on in a linked trace when its own is full', () => {
    const traced = new Traced({ scope: 'cause', rotate: { spans: 10 } });
    class Endless extends Machine.of(schema) {
      left = 25;
      AState(): void {
        if (this.left-- > 0) this.remove('A');
      }
      AEnd(): void {
        if (this.left-- > 0) this.add('A');
      }
    }
    new Endless({ id: 'endless', tracers: [traced.tracer] }).add('A');
    const transitions = traced.sink.spans.filter(({ name }) => /\] A$/.test(name));
    const sizes = new Map<string, number>();
    for (const {
      context: { traceId },
    } of transitions)
      sizes.set(traceId, (sizes.get(traceId) ?? 0) + 1);
    expect(Math.max(...sizes.values())).toBeLessThanOrEqual(10);
    const roots = transitions.filter(({ parent }) => parent === undefined);
    expect(roots.slice(1).map((span) => traced.links(span)[0])).toEqual(
      roots.slice(1).map(() => expect.stringMatching(/^continuation 0: /) as string),
    );
    expect(roots.length).toBeGreaterThan(1);
  });
});

describe('traces by transition', () => {
  it('hold only what names its source', () => {
    const traced = new Traced({ scope: 'tx' });
    const feed = made(traced);
    feed.named = new Item({ id: 'named', tracers: [traced.tracer] });
    feed.add('A');
    expect(traced.path(traced.span('2: [add] B'))).toBe('0: [add] A > 2: [add] B');
    expect(traced.span('1: [add] A').parent).toBeUndefined();
    const traces = ['0: [add] A', '0: [add] B', '1: [add] A'].map((name) => traced.span(name).context.traceId);
    expect(new Set(traces).size).toBe(3);
  });

  it('go on from another process', () => {
    const traced = new Traced({ scope: 'tx' });
    const feed = made(traced);
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const source = { machineId: 'far', transitionId: '1', machineTime: 0, traceparent };
    feed.add('B', undefined, { source });
    expect(traced.span('0: [add] B').context.traceId).toBe('a'.repeat(32));
  });
});

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Many at once put mutations into one machine, each below what it did itself. */
async function interleave(scope: 'tree' | 'cause', isActive: boolean): Promise<readonly ReadableSpan[]> {
  const exporter = new InMemorySpanExporter();
  const tracer = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).getTracer('test');
  if (isActive) context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  try {
    const traces = new OtelTraces({ sink: new SdkSink({ tracer }), scope });
    const shared = new Item({ id: 'shared', tracers: [traces] });
    const produce = async (): Promise<void> => {
      const span = tracer.startSpan('producer');
      await context.with(trace.setSpan(context.active(), span), async () => {
        for (let i = 0; i < 20; i++) {
          await tick();
          shared.toggle('A', { producer: span.spanContext().spanId });
        }
      });
      span.end();
    };
    await Promise.all(Array.from({ length: 10 }, produce));
    return exporter.getFinishedSpans();
  } finally {
    context.disable();
  }
}

describe('interleaved producers', () => {
  it('have what they queue in their own traces, where a context is active', async () => {
    const spans = await interleave('cause', true);
    const transitions = spans.filter(({ name }) => /\[\w+\] A$/.test(name));
    expect(transitions).toHaveLength(200);
    const producers = new Map(spans.filter(({ name }) => name === 'producer').map((s) => [s.spanContext().spanId, 0]));
    for (const { parentSpanContext } of transitions) {
      const id = parentSpanContext?.spanId ?? '';
      producers.set(id, (producers.get(id) ?? 0) + 1);
    }
    expect([...producers.values()]).toEqual(Array.from({ length: 10 }, () => 20));
  });

  it('are links in a tree', async () => {
    const spans = await interleave('tree', true);
    const transitions = spans.filter(({ name }) => /\[\w+\] A$/.test(name));
    const kinds = transitions.map(({ links }) => links[0]?.attributes?.['asyncmachine.link.kind']);
    expect(new Set(kinds)).toEqual(new Set(['caller']));
    expect(new Set(transitions.map(({ parentSpanContext }) => parentSpanContext?.spanId)).size).toBe(1);
  });

  it('have no wrong parent where none is active', async () => {
    const spans = await interleave('cause', false);
    const transitions = spans.filter(({ name }) => /\[\w+\] A$/.test(name));
    expect(transitions.filter(({ parentSpanContext }) => parentSpanContext !== undefined)).toEqual([]);
  });
});
