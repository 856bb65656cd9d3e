import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { Machine, defineSchema } from 'statescope';
import { MemoryBuffer } from '../../../src/exporters/memory/index.js';
import { createTraceProvider } from '../../../src/exporters/otel-export/index.js';
import type { TraceProviderOptions } from '../../../src/exporters/otel-export/index.js';
import { OtelTraces, ReferenceTraces, SdkSink } from '../../../src/exporters/otel-traces/index.js';
import type { SpanSink } from '../../../src/exporters/otel-traces/index.js';
import type { Tracer } from '../../../src/tracer/index.js';

const schema = defineSchema({ A: { multi: true }, B: { remove: ['A'] }, C: { require: ['B'] } });

class Feed extends Machine.of(schema) {
  CEnter(): boolean {
    return !this.is('A');
  }
  BState(): void {
    this.add('C');
  }
}

async function ownProvider(options: Partial<TraceProviderOptions> = {}) {
  const memory = new MemoryBuffer<ReadableSpan>();
  const provider = await createTraceProvider({ targets: [{ kind: 'memory', memory }], ...options });
  return { provider, memory };
}

async function live(tracer: Tracer): Promise<void> {
  const feed = new Feed({ id: 'feed', tracers: [tracer] });
  feed.add('A');
  feed.add('A');
  feed.add('C');
  feed.add('B');
  feed.addErr(new TypeError('boom'));
  await feed.dispose();
  await tracer.shutdown?.();
}

/** What a backend would show, without what is random. */
function shownOf(spans: readonly ReadableSpan[]) {
  const byId = new Map(spans.map((span) => [span.spanContext().spanId, span.name]));
  const parentOf = ({ parentSpanContext }: ReadableSpan) => byId.get(parentSpanContext?.spanId ?? '');
  const shown = ([key, value]: readonly [string, unknown]): unknown =>
    key.endsWith('tx_id') || key.endsWith('tx.id') || key.endsWith('stacktrace') ? [key] : [key, value];
  const attributesOf = (attributes: object = {}) => Object.entries(attributes).map(shown);
  return spans.map((span) => ({
    name: span.name,
    parent: parentOf(span),
    status: span.status,
    times: [span.startTime, span.endTime],
    attributes: attributesOf(span.attributes),
    events: span.events.map(({ name, time, attributes }) => [name, time, attributesOf(attributes)]),
    links: span.links.map((link) => [byId.get(link.context.spanId), link.attributes]),
  }));
}

const tracers: readonly (readonly [name: string, make: (sink: SpanSink, clock: () => number) => Tracer])[] = [
  ['ours', (sink, clock) => new OtelTraces({ sink, clock })],
  ['those of the reference', (sink, clock) => new ReferenceTraces({ sink, clock })],
];

describe('spans through a provider of our own', () => {
  it.each(tracers)('are those that the SDK would make: %s', async (_, make) => {
    const clock = () => {
      let now = 1_900_000_000_000;
      return () => (now += 0.25);
    };
    const exporter = new InMemorySpanExporter();
    const sdk = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
    await live(make(new SdkSink({ tracer: sdk.getTracer('test') }), clock()));
    const { provider, memory } = await ownProvider();
    await live(make(new SdkSink({ tracer: provider.tracer, shutdown: () => provider.shutdown() }), clock()));
    expect(shownOf(memory.items)).toEqual(shownOf(exporter.getFinishedSpans()));
    expect(memory.items.length).toBeGreaterThan(10);
  });

  it('are left out with their trace when that is not sampled', async () => {
    const { provider, memory } = await ownProvider({ sampling: { sampler: 'always_off', ratio: 1 } });
    await live(new OtelTraces({ sink: new SdkSink({ tracer: provider.tracer, shutdown: () => provider.shutdown() }) }));
    expect(memory.items).toEqual([]);
  });

  it('are spans of the API where code runs in them', async () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    try {
      const { provider, memory } = await ownProvider();
      class Noting extends Machine.of({ A: {} }) {
        AState(): void {
          trace.getActiveSpan()?.setAttribute('mine', 1);
        }
      }
      const tracer = new OtelTraces({ sink: new SdkSink({ tracer: provider.tracer }) });
      new Noting({ id: 'n', tracers: [tracer] }).add('A');
      await provider.flush();
      expect(memory.items.find(({ name }) => name === '0: [add] A')?.attributes['mine']).toBe(1);
    } finally {
      context.disable();
    }
  });
});
