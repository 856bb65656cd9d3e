import { createContextKey, context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AlwaysOffSampler,
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import type { Sampler } from '@opentelemetry/sdk-trace-base';
import { Machine, defineSchema } from 'statescope';
import { OtelTraces, SdkSink } from '../../../src/exporters/otel-traces/index.js';
import type { SdkSinkOptions } from '../../../src/exporters/otel-traces/index.js';
import { SELECT_ALL } from '../../../src/tracer/index.js';

const schema = defineSchema({ A: {}, B: { remove: ['A'] } });
class Feed extends Machine.of(schema) {
  active: (string | undefined)[] = [];
  AState(): void {
    this.active.push(trace.getSpan(context.active())?.spanContext().spanId);
  }
}

function sdk(sampler?: Sampler) {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({
    spanProcessors: [new SimpleSpanProcessor(exporter)],
    ...(sampler && { sampler }),
  });
  return { exporter, tracer: provider.getTracer('test') };
}

function feedOver(options: SdkSinkOptions): Feed {
  return new Feed({ id: 'feed', tracers: [new OtelTraces({ sink: new SdkSink(options) })] });
}

describe('the SDK sink', () => {
  it('makes real spans with attributes, events, links, parents and failures', async () => {
    const { exporter, tracer } = sdk();
    const feed = feedOver({ tracer });
    feed.add('A');
    feed.addErr(new Error('boom'));
    await feed.dispose();
    const spans = exporter.getFinishedSpans();
    const byName = (name: string) => spans.find((span) => span.name === name);
    expect(byName('0:transitions')?.parentSpanContext?.spanId).toBe(byName('mach:0:feed')?.spanContext().spanId);
    const added = byName('0: [add] A');
    expect(added?.attributes['states_diff']).toBe('+A');
    expect(added?.events.map((event) => event.name)).toEqual(['finals', 'AState']);
    expect(added?.links.map((link) => link.attributes?.['asyncmachine.link.kind'])).toEqual(['state.added']);
    expect(byName('!0: [add] Exception')?.status).toEqual({ code: 2, message: 'boom' });
    expect(new Set(spans.map((span) => span.spanContext().spanId)).size).toBe(spans.length);
  });

  it('gives spans the times of the clock', () => {
    const { exporter, tracer } = sdk();
    let now = 1_700_000_000_000.25;
    const sink = new SdkSink({ tracer });
    const feed = new Feed({
      id: 'feed',
      tracers: [new OtelTraces({ sink, clock: () => (now += 0.5), autoRoot: false })],
    });
    feed.add('A');
    const span = exporter.getFinishedSpans().find(({ name }) => name === '0: [add] A');
    expect(span?.startTime).toEqual([1_700_000_000, 1_250_000]);
    expect(span?.duration[1]).toBeGreaterThan(0);
  });

  it('records nothing when the trace is not sampled', async () => {
    const { exporter, tracer } = sdk(new AlwaysOffSampler());
    const feed = feedOver({ tracer });
    feed.add('A');
    await feed.dispose();
    expect(exporter.getFinishedSpans()).toEqual([]);
  });

  it('leaves the machine alone when the SDK throws, and reports it', () => {
    const errors: unknown[] = [];
    const tracer = {
      startSpan: () => {
        throw new Error('broken SDK');
      },
      startActiveSpan: () => {
        throw new Error('broken SDK');
      },
    };
    const feed = feedOver({ tracer, onError: (error) => errors.push(error) });
    expect(feed.add('A')).toBe(0);
    expect(feed.is('A')).toBe(true);
    expect(errors).not.toEqual([]);
  });

  it('leaves the machine alone when a span throws', () => {
    const errors: unknown[] = [];
    const { tracer } = sdk();
    const hostile = {
      startSpan: (...given: Parameters<typeof tracer.startSpan>) => {
        const span = tracer.startSpan(...given);
        span.end = () => {
          throw new Error('broken span');
        };
        return span;
      },
      startActiveSpan: tracer.startActiveSpan.bind(tracer),
    };
    const feed = feedOver({ tracer: hostile, onError: (error) => errors.push(error) });
    expect(feed.add('A')).toBe(0);
    expect(errors.length).toBeGreaterThan(0);
  });

  it('does not touch the active context while no context manager is registered', () => {
    const { tracer } = sdk();
    const sink = new SdkSink({ tracer });
    expect(sink.runInSpan).toBeUndefined();
    const feed = feedOver({ tracer });
    feed.add('A');
    expect(feed.active).toEqual([undefined]);
  });

  it('passes flush and shutdown on', async () => {
    const { tracer } = sdk();
    const calls: string[] = [];
    const note = (name: string) => () => {
      calls.push(name);
      return Promise.resolve();
    };
    const traces = new OtelTraces({ sink: new SdkSink({ tracer, flush: note('flush'), shutdown: note('shutdown') }) });
    await traces.flush();
    await traces.shutdown();
    expect(calls).toEqual(['flush', 'shutdown']);
  });

  it('tells the SDK which parents are of another process', () => {
    const parent = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
    for (const isRemote of [true, false]) {
      const { exporter, tracer } = sdk();
      new Feed({
        id: 'feed',
        tracers: [new OtelTraces({ sink: new SdkSink({ tracer }), parent: { ...parent, isRemote } })],
      });
      const machine = exporter.getFinishedSpans().find(({ name }) => name.startsWith('mach:'));
      expect(machine?.parentSpanContext).toMatchObject({ spanId: parent.spanId });
      expect(machine?.parentSpanContext?.isRemote === true).toBe(isRemote);
    }
  });

  describe('with a context manager', () => {
    beforeEach(() => {
      context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    });
    afterEach(() => {
      context.disable();
    });

    it('runs handlers with their span active', () => {
      const { exporter, tracer } = sdk();
      const feed = feedOver({ tracer });
      feed.add('A');
      const transition = exporter.getFinishedSpans().find(({ name }) => name === '0: [add] A');
      expect(feed.active).toEqual([transition?.spanContext().spanId]);
    });

    it('activates the span of a marked handler rather than that of its transition', () => {
      const { exporter, tracer } = sdk();
      const feed = new Feed({ id: 'feed' });
      const mark = { ...SELECT_ALL, handler: () => ({}) };
      feed.bindTracer(new OtelTraces({ sink: new SdkSink({ tracer }) }), mark);
      feed.add('A');
      const handler = exporter.getFinishedSpans().find(({ name }) => name === 'AState');
      expect(feed.active).toEqual([handler?.spanContext().spanId]);
    });

    it('restores what was active when the mutation was queued', () => {
      const { tracer } = sdk();
      const key = createContextKey('tenant');
      const seen: unknown[] = [];
      class Tenants extends Machine.of({ First: {}, Second: {} }) {
        FirstState(): void {
          context.with(context.active().setValue(key, 'second'), () => this.add('Second'));
        }
        SecondState(): void {
          seen.push(context.active().getValue(key));
        }
      }
      const machine = new Tenants({ id: 't', tracers: [new OtelTraces({ sink: new SdkSink({ tracer }) })] });
      context.with(context.active().setValue(key, 'first'), () => machine.add('First'));
      expect(seen).toEqual(['second']);
    });

    it('stays out of the context when told so', () => {
      const { tracer } = sdk();
      const feed = feedOver({ tracer, activeContext: false });
      feed.add('A');
      expect(feed.active).toEqual([undefined]);
    });
  });
});
