import { ROOT_CONTEXT, context, propagation, trace } from '@opentelemetry/api';
import type { TextMapPropagator } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { Machine, defineSchema, eventSource } from 'statescope';
import {
  OtelTraces,
  ReferenceTraces,
  SdkSink,
  otelCarrier,
  otelChildEnv,
  startRoot,
} from '../../../src/exporters/otel-traces/index.js';
import type { OtelTracesOptions } from '../../../src/exporters/otel-traces/index.js';
import { SELECT_ALL } from '../../../src/tracer/index.js';
import { Traced, selection } from './support.js';

const schema = defineSchema({ A: {}, B: {}, C: { auto: true, require: ['B'] } });
const TRACEPARENT = `00-${'c'.repeat(32)}-${'d'.repeat(16)}-01`;
const tenantNow = () => propagation.getActiveBaggage()?.getEntry('tenant')?.value;

/** Notes what its handlers could pass on. */
class Feed extends Machine.of(schema) {
  readonly carriers: Readonly<Record<string, string>>[] = [];
  readonly tenants: (string | undefined)[] = [];
  AState(): void {
    this.#note();
    this.add('B');
  }
  BState(): void {
    this.#note();
  }
  CState(): void {
    this.#note();
  }
  #note(): void {
    this.carriers.push(otelCarrier(this));
    this.tenants.push(tenantNow());
  }
}

function traced(options: Partial<OtelTracesOptions> = {}, mark = SELECT_ALL) {
  const exporter = new InMemorySpanExporter();
  const tracer = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).getTracer('test');
  const feed = new Feed({ id: 'feed' });
  feed.bindTracer(new OtelTraces({ sink: new SdkSink({ tracer }), ...options }), mark);
  const idOf = (name: string) =>
    exporter
      .getFinishedSpans()
      .find(({ name: is, attributes }) => is === name && attributes['accepted'] !== false)
      ?.spanContext().spanId;
  return { feed, tracer, idOf, spans: () => exporter.getFinishedSpans() };
}

const from = (headers: Readonly<Record<string, string>>) => ({ source: eventSource('far', '1', { carrier: headers }) });

describe('the headers for another process', () => {
  it('name the transition that runs, else the machine', () => {
    const { feed, idOf } = traced();
    feed.add('A');
    expect(feed.carriers.map(({ traceparent }) => traceparent?.split('-')[2])).toEqual(
      ['0: [add] A', '0: [add] B', '0: [add] C'].map(idOf),
    );
    expect(otelCarrier(feed)['traceparent']).toContain(idOf('mach:0:feed'));
  });

  it('name the handler that has a span', () => {
    const { feed, idOf } = traced({}, selection({ handlers: { BState: {} } }));
    feed.add('A');
    expect(feed.carriers.map(({ traceparent }) => traceparent?.split('-')[2])).toEqual(
      ['0: [add] A', 'BState', '0: [add] C'].map(idOf),
    );
  });

  it('make the span of a transition that may turn out not to be worth one', () => {
    const { feed, idOf } = traced({ minDurationMs: 60_000 });
    feed.add('A');
    expect(feed.carriers[0]?.['traceparent']).toContain(idOf('0: [add] A') ?? 'missing');
  });

  it('hand on what came along with the mutation, as long as it runs', () => {
    const { feed } = traced({ baggage: 'tenant=base' });
    feed.add('A', undefined, from({ traceparent: TRACEPARENT, baggage: 'tenant=one' }));
    expect(feed.carriers.map(({ baggage }) => baggage)).toEqual(['tenant=one', 'tenant=base', 'tenant=base']);
    expect(otelCarrier(feed)['baggage']).toBe('tenant=base');
    expect(otelChildEnv(feed)).toMatchObject({ BAGGAGE: 'tenant=base' });
    expect(otelChildEnv(feed, { baggage: 'b=1', tracestate: 's=1' })).toMatchObject({
      BAGGAGE: 'b=1',
      TRACESTATE: 's=1',
    });
  });

  it('hand on the state of the trace', () => {
    const { feed } = traced({ scope: 'tx' });
    feed.add('A', undefined, from({ traceparent: TRACEPARENT, tracestate: 'vendor=1' }));
    expect(feed.carriers[0]).toMatchObject({
      traceparent: expect.stringContaining('c'.repeat(32)) as string,
      tracestate: 'vendor=1',
    });
  });

  it('leave out what a class that restarts was sent, and what came with the process', () => {
    const { feed } = traced({ baggage: 'tenant=base' }, selection({ options: { remote: 'restart' } }));
    feed.add('A', undefined, from({ traceparent: TRACEPARENT, baggage: 'tenant=one' }));
    expect(feed.carriers.map(({ baggage }) => baggage)).toEqual([undefined, undefined, undefined]);
  });

  it('are those of the propagator', () => {
    const propagator: TextMapPropagator = {
      fields: () => ['x-b3-traceid'],
      inject: (given, carrier, setter) => {
        setter.set(carrier, 'x-b3-traceid', trace.getSpanContext(given)?.traceId ?? '');
      },
      extract: (given) => given,
    };
    const { feed } = traced({ propagator });
    const { traceId = '' } = trace.getSpanContext(ROOT_CONTEXT) ?? {};
    expect(traceId).toBe('');
    expect(otelCarrier(feed)).toEqual({ 'x-b3-traceid': expect.stringMatching(/^[0-9a-f]{32}$/) as string });
    expect(otelChildEnv(feed)).toEqual({ X_B3_TRACEID: expect.stringMatching(/^[0-9a-f]{32}$/) as string });
  });

  it('are none where the propagator throws, which is told', () => {
    const errors: unknown[] = [];
    const fail = (): never => {
      throw new Error('broken propagator');
    };
    const propagator = { fields: () => [], inject: fail, extract: fail };
    const { feed } = traced({ propagator, onError: (error) => errors.push(error) });
    expect(feed.add('A', undefined, from({ traceparent: TRACEPARENT }))).toBe(0);
    expect([otelCarrier(feed), otelChildEnv(feed)]).toEqual([{}, {}]);
    expect(errors.length).toBeGreaterThan(1);
  });

  it('are those of the reference under its preset, and none without a tracer', () => {
    const { sink } = new Traced();
    const feed = new Feed({ id: 'feed', tracers: [new ReferenceTraces({ sink, rootSpan: startRoot(sink) })] });
    feed.add('A');
    const transition = sink.spans.find(({ name }) => name === '0: [add] A');
    expect(feed.carriers[0]).toEqual({
      traceparent: `00-${'1'.padStart(32, '0')}-${transition?.context.spanId ?? ''}-01`,
    });
    expect([otelCarrier(new Feed()), otelChildEnv(new Feed())]).toEqual([{}, {}]);
  });
});

describe('with a context manager, handlers', () => {
  beforeEach(() => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  });
  afterEach(() => {
    context.disable();
  });
  const within = <R>(tenant: string, run: () => R): R =>
    context.with(
      propagation.setBaggage(context.active(), propagation.createBaggage({ tenant: { value: tenant } })),
      run,
    );

  it('have the baggage that came with the process where nothing else is active', () => {
    const { feed } = traced({ baggage: 'tenant=base' });
    feed.add('A');
    within('mine', () => feed.set('A'));
    expect(feed.tenants).toEqual(['base', 'base', 'base']);
    feed.remove('A');
    within('mine', () => feed.add('A'));
    expect(feed.tenants[3]).toBe('mine');
  });

  it('have the baggage that was active when their mutation was queued', () => {
    const { feed } = traced();
    class Busy extends Machine.of(schema) {
      AState(): void {
        for (const tenant of ['one', 'two']) within(tenant, () => feed.toggle('A'));
        within('three', () => this.add('B'));
        this.seen.push(tenantNow());
      }
      BState(): void {
        this.seen.push(tenantNow());
      }
      seen: (string | undefined)[] = [];
    }
    const busy = new Busy({ id: 'busy', tracers: feed.tracers });
    within('outer', () => busy.add('A'));
    expect(busy.seen).toEqual(['outer', 'three']);
    expect(feed.tenants[0]).toBe('one');
  });

  it('have the baggage of the message that asks for their mutation, and its followers', () => {
    const { feed } = traced({ baggage: 'tenant=base' });
    within('mine', () => feed.add('A', undefined, from({ baggage: 'tenant=sent' })));
    expect(feed.tenants).toEqual(['sent', 'sent', 'sent']);
    expect(feed.carriers.map(({ baggage }) => baggage)).toEqual(Array(3).fill('tenant=sent'));
  });

  it('keep what else was active beside the baggage of a message', () => {
    const { feed, tracer } = traced();
    const key = Symbol('key');
    const seen: unknown[] = [];
    feed.bindHandlers({ AState: () => void seen.push(context.active().getValue(key)) });
    const caller = tracer.startSpan('caller');
    context.with(trace.setSpan(context.active().setValue(key, 'kept'), caller), () =>
      feed.add('A', undefined, from({ baggage: 'tenant=sent' })),
    );
    expect(seen).toEqual(['kept']);
    expect(feed.tenants[0]).toBe('sent');
  });

  it('have no baggage of a message where their class restarts', () => {
    const { feed } = traced({ baggage: 'tenant=base' }, selection({ options: { remote: 'restart' } }));
    feed.add('A', undefined, from({ traceparent: TRACEPARENT, baggage: 'tenant=sent' }));
    within('mine', () => feed.remove('A'));
    expect(feed.tenants).toEqual([undefined, undefined, undefined]);
  });

  it('pass on the span of the program that is open inside of them', () => {
    const { feed, tracer } = traced();
    let inner = '';
    let carrier: Readonly<Record<string, string>> = {};
    feed.bindHandlers({
      AState: () =>
        tracer.startActiveSpan('inner', (span) => {
          inner = span.spanContext().spanId;
          carrier = otelCarrier(feed);
          span.end();
        }),
    });
    feed.add('A');
    expect(carrier['traceparent']?.split('-')[2]).toBe(inner);
    const stranger = tracer.startSpan('stranger');
    context.with(trace.setSpan(ROOT_CONTEXT, stranger), () => (carrier = otelCarrier(feed)));
    expect(carrier['traceparent']).not.toContain(stranger.spanContext().spanId);
  });
});
