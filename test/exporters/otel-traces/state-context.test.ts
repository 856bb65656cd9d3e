import { ROOT_CONTEXT, context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { Machine, defineSchema } from 'statescope';
import { OtelTraces, ReferenceTraces, SdkSink, otelStateContext } from '../../../src/exporters/otel-traces/index.js';
import type { SpanSink } from '../../../src/exporters/otel-traces/index.js';
import type { Tracer } from '../../../src/tracer/index.js';
import { Traced } from './support.js';

class Feed extends Machine.of(defineSchema({ Downloading: {}, Ready: {} })) {}

function traced(make: (sink: SpanSink) => Tracer = (sink) => new OtelTraces({ sink })) {
  const exporter = new InMemorySpanExporter();
  const tracer = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).getTracer('test');
  const feed = new Feed({ id: 'feed', tracers: [make(new SdkSink({ tracer }))] });
  return { feed, tracer, spans: () => exporter.getFinishedSpans() };
}

describe('the context of a state', () => {
  it.each([
    ['default', undefined],
    ['go', (sink: SpanSink) => new ReferenceTraces({ sink })],
  ] as const)('has the span of its activation as the active one, under preset %s', (_, make) => {
    const { feed, tracer, spans } = traced(make);
    feed.add('Downloading');
    tracer.startSpan('work', {}, otelStateContext(feed, 'Downloading')).end();
    feed.remove('Downloading');
    const work = spans().find(({ name }) => name === 'work');
    const state = spans().find((span) => span.spanContext().spanId === work?.parentSpanContext?.spanId);
    expect([state?.name, state?.parentSpanContext === undefined]).toEqual(['0:Downloading', false]);
    expect(state?.events.map(({ name }) => name)).toEqual(['[add] Downloading']);
  });

  it('is what else was active for a state that is not, or shows no span', () => {
    const { feed } = traced();
    const within = ROOT_CONTEXT.setValue(Symbol('key'), 1);
    expect(otelStateContext(feed, 'Ready', within)).toBe(within);
    feed.add('Ready');
    expect(otelStateContext(feed, 'Ready', within)).not.toBe(within);
    feed.remove('Ready');
    expect(otelStateContext(feed, 'Ready', within)).toBe(within);
    expect(otelStateContext(new Feed(), 'Ready', within)).toBe(within);
  });

  it('is refused for a state that the machine does not have', () => {
    const { feed } = traced();
    // @ts-expect-error the compiler knows them too
    expect(() => otelStateContext(feed, 'Redy')).toThrow('feed has no state "Redy": did you mean Ready?');
  });

  it('keeps what else is active', () => {
    const { feed } = traced();
    const key = Symbol('key');
    feed.add('Ready');
    expect(otelStateContext(feed, 'Ready', ROOT_CONTEXT.setValue(key, 'kept')).getValue(key)).toBe('kept');
  });

  it('knows spans that no SDK made by their identity', () => {
    const { tracer } = new Traced();
    const feed = new Feed({ id: 'feed', tracers: [tracer] });
    feed.add('Ready');
    const { traceId, spanId } = trace.getSpanContext(otelStateContext(feed, 'Ready')) ?? {};
    expect({ traceId, spanId }).toMatchObject({ traceId: '1'.padStart(32, '0') });
    expect(spanId).toMatch(/^0+[1-9a-f]/);
  });

  it('lasts over promises, where a context manager is registered', async () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    try {
      const { feed, tracer, spans } = traced();
      feed.add('Downloading');
      await context.with(otelStateContext(feed, 'Downloading'), async () => {
        await Promise.resolve();
        trace.getActiveSpan()?.setAttribute('progress', 1);
        tracer.startSpan('later').end();
      });
      await feed.dispose();
      const later = spans().find(({ name }) => name === 'later');
      const state = spans().find((span) => span.spanContext().spanId === later?.parentSpanContext?.spanId);
      expect(state?.attributes['progress']).toBe(1);
    } finally {
      context.disable();
    }
  });
});
