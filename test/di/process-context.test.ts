import 'reflect-metadata';
import type { TextMapPropagator } from '@opentelemetry/api';
import { trace } from '@opentelemetry/api';
import { Machine, defineSchema } from 'statescope';
import { Traced } from 'statescope/decorators';
import { MEMORY_SPANS, PROPAGATOR, startTelemetry } from 'statescope/di';
import type { StartOptions } from 'statescope/di';
import { otelChildEnv } from 'statescope/exporters/otel-traces';
import { container as root } from 'tsyringe';
import type { DependencyContainer } from 'tsyringe';

@Traced()
class Feed extends Machine.of(defineSchema({ Start: {} })) {}

@Traced({ remote: 'link' })
class Wary extends Machine.of(defineSchema({ Start: {} })) {}

let traces = 0;
const fresh = () => (++traces).toString(16).padStart(32, 'd');
const SPAN = 'b'.repeat(16);

type Environment = Record<string, string | undefined>;

async function started(
  environment: Environment,
  settings: Partial<StartOptions> = {},
  prepare?: (container: DependencyContainer) => void,
) {
  const container = root.createChildContainer();
  prepare?.(container);
  const { traces: given, ...others } = settings;
  const telemetry = await startTelemetry(container, {
    configFile: false,
    environment,
    traces: { exporter: 'memory', ...given },
    ...others,
  });
  const make = (Class: typeof Feed | typeof Wary) => new Class({ id: Class.name, container });
  const spanOf = async (name: string) => {
    await telemetry.flush();
    return container.resolve(MEMORY_SPANS).items.find((span) => span.name.endsWith(`:${name}`));
  };
  return { telemetry, make, spanOf, warnings: telemetry.report.warnings };
}

describe('what comes from the environment', () => {
  it('is the parent of machines, its state and the baggage, and goes on to children', async () => {
    const traceId = fresh();
    const environment = { TRACEPARENT: `00-${traceId}-${SPAN}-01`, TRACESTATE: 'vendor=1', BAGGAGE: 'tenant=one;p' };
    const { telemetry, make, spanOf, warnings } = await started(environment);
    const child = otelChildEnv(make(Feed));
    expect(child).toMatchObject({ TRACESTATE: 'vendor=1', BAGGAGE: 'tenant=one;p', AM_OTEL_TRACE_ID: traceId });
    expect((await spanOf('Feed'))?.parentSpanContext).toMatchObject({ traceId, spanId: SPAN, isRemote: true });
    expect((await spanOf('Feed'))?.spanContext().traceState?.serialize()).toBe('vendor=1');
    expect(warnings).toEqual([]);
    await telemetry.shutdown();
  });

  it.each([
    ['none', false, false],
    ['baggage', false, true],
    ['tracecontext', true, false],
    ['tracecontext,baggage', true, true],
  ])('is taken as the propagators say: %s', async (OTEL_PROPAGATORS, isJoined, hasBaggage) => {
    const traceId = fresh();
    const TRACEPARENT = `00-${traceId}-${SPAN}-01`;
    const { telemetry, make, spanOf, warnings } = await started({ OTEL_PROPAGATORS, TRACEPARENT, BAGGAGE: 'a=b' });
    const child = otelChildEnv(make(Feed));
    expect([(await spanOf('Feed'))?.spanContext().traceId === traceId, child['BAGGAGE'] === 'a=b']).toEqual([
      isJoined,
      hasBaggage,
    ]);
    expect('TRACEPARENT' in child).toBe(isJoined);
    expect(warnings).toEqual([
      ...(isJoined ? [] : [`traces.traceparent decides nothing: the propagators are ${OTEL_PROPAGATORS}`]),
      ...(hasBaggage ? [] : [`baggage decides nothing: the propagators are ${OTEL_PROPAGATORS}`]),
    ]);
    await telemetry.shutdown();
  });

  it('leaves out what is not sampled, here and in children', async () => {
    const { telemetry, make, spanOf } = await started({ TRACEPARENT: `00-${fresh()}-${SPAN}-00` });
    const feed = make(Feed);
    feed.add('Start');
    expect(otelChildEnv(feed)).toMatchObject({
      TRACEPARENT: expect.stringMatching(/-00$/) as string,
      AM_OTEL_TRACE_FLAGS: '00',
    });
    expect(await spanOf('Feed')).toBeUndefined();
    await telemetry.shutdown();
  });

  it('names propagators that are not built in, and what cannot be read', async () => {
    const { telemetry, warnings } = await started({
      OTEL_PROPAGATORS: 'b3,tracecontext,jaeger,baggage',
      BAGGAGE: 'no baggage',
      TRACESTATE: 'a=1',
    });
    expect(warnings).toEqual([
      'propagators: b3, jaeger are not built in: register a TextMapPropagator of OpenTelemetry under the token PROPAGATOR',
      'traces.tracestate decides nothing without traces.traceparent',
      'baggage decides nothing: it is no W3C baggage, as key=value,other=value',
    ]);
    await telemetry.shutdown();
    const misspelt = await started({ OTEL_PROPAGATORS: 'tracecontxt' });
    expect(misspelt.warnings).toEqual([
      expect.stringMatching(/"tracecontxt" \(OTEL_PROPAGATORS\): .*did you mean "tracecontext"\?/),
    ]);
    await misspelt.telemetry.shutdown();
  });

  it('is read and written by a propagator of the container, whatever is named', async () => {
    const traceId = fresh();
    const own: TextMapPropagator = {
      fields: () => ['x-own-trace'],
      inject: (context, carrier, setter) => {
        setter.set(carrier, 'x-own-trace', trace.getSpanContext(context)?.traceId ?? '');
      },
      extract(context, carrier, getter) {
        const id = getter.get(carrier, 'x-own-trace');
        const span = { traceId: String(id), spanId: SPAN, traceFlags: 1 };
        return id === undefined ? context : trace.setSpanContext(context, span);
      },
    };
    const { telemetry, make, spanOf, warnings } = await started(
      { OTEL_PROPAGATORS: 'b3', X_OWN_TRACE: traceId },
      {},
      (container) => container.register(PROPAGATOR, { useValue: own }),
    );
    expect(otelChildEnv(make(Feed))).toEqual({ X_OWN_TRACE: traceId });
    expect((await spanOf('Feed'))?.parentSpanContext).toMatchObject({ traceId, isRemote: true });
    expect(warnings).toEqual([]);
    await telemetry.shutdown();
  });

  it('is refused a propagator that is none', async () => {
    const prepare = (container: DependencyContainer) => container.register(PROPAGATOR, { useValue: {} as never });
    await expect(started({}, {}, prepare)).rejects.toThrow('the propagator has no inject, extract, fields: expected');
  });

  it('is what the mark of a class makes of it, or the configuration in its place', async () => {
    const policies: readonly [Partial<StartOptions>, boolean, boolean][] = [
      [{}, true, false],
      [{ traces: { remote: 'restart' } }, false, false],
      [{ traces: { remote: 'restart' }, classes: { Wary: { traced: { remote: 'continue' } } } }, false, true],
    ];
    for (const [settings, isFeed, isWary] of policies) {
      const traceId = fresh();
      const { telemetry, make, spanOf } = await started({ TRACEPARENT: `00-${traceId}-${SPAN}-01` }, settings);
      for (const Class of [Feed, Wary]) make(Class);
      const spans = await Promise.all(['Feed', 'Wary'].map(spanOf));
      expect(spans.map((span) => span?.spanContext().traceId === traceId)).toEqual([isFeed, isWary]);
      await telemetry.shutdown();
    }
  });
});

describe('what goes to the environment', () => {
  it('is nothing, unless it is asked for', async () => {
    const environment: Environment = {};
    const before = { ...process.env };
    const { telemetry, make } = await started(environment);
    make(Feed);
    await telemetry.shutdown();
    expect([environment, process.env]).toEqual([{}, before]);
  });

  it('is the span above all machines while telemetry runs', async () => {
    const environment: Environment = { AM_OTEL_EXPORT_ENV: '1', OTHER: 'x', BAGGAGE: 'a=b' };
    const before = { ...environment };
    const { telemetry, make, spanOf } = await started(environment);
    expect(environment).toEqual(before);
    make(Feed);
    const { traceId = '', spanId = '' } = (await spanOf('Feed'))?.parentSpanContext ?? {};
    expect(environment).toEqual({
      ...before,
      TRACEPARENT: `00-${traceId}-${spanId}-01`,
      AM_OTEL_TRACE_ID: traceId,
      AM_OTEL_SPAN_ID: spanId,
      AM_OTEL_TRACE_FLAGS: '01',
    });
    environment['AM_OTEL_TRACE_FLAGS'] = 'changed';
    await telemetry.shutdown();
    expect(environment).toEqual({ ...before, AM_OTEL_TRACE_FLAGS: 'changed' });
  });

  it('is the remote parent where there is one', async () => {
    const environment: Environment = {};
    const traceparent = `00-${fresh()}-${SPAN}-01`;
    const { telemetry } = await started(environment, { traces: { traceparent, exportEnvironment: true } });
    expect(environment).toMatchObject({ TRACEPARENT: traceparent });
    await telemetry.shutdown();
    expect(environment).toEqual({});
  });

  it('is the ids of the reference under its preset, for another telemetry of the process too', async () => {
    const environment: Environment = {};
    const first = await started(environment, { preset: 'go' });
    first.make(Feed);
    const span = (await first.spanOf('Feed'))?.parentSpanContext;
    expect(environment).toEqual({ AM_OTEL_TRACE_ID: span?.traceId, AM_OTEL_SPAN_ID: span?.spanId });
    const second = await started(environment, { preset: 'go' });
    second.make(Wary);
    expect((await second.spanOf('Wary'))?.parentSpanContext).toMatchObject({ spanId: span?.spanId, isRemote: true });
    await second.telemetry.shutdown();
    await first.telemetry.shutdown();
    expect(environment).toEqual({});
    const off = await started(environment, { preset: 'go', traces: { exportEnvironment: false } });
    expect(environment).toEqual({});
    await off.telemetry.shutdown();
  });

  it('is told where it cannot be set', async () => {
    const { telemetry, make } = await started(Object.freeze({ AM_OTEL_EXPORT_ENV: '1' }));
    make(Feed);
    expect(telemetry.report.warnings).toEqual([
      'traces.exportEnvironment: TRACEPARENT, AM_OTEL_TRACE_ID, AM_OTEL_SPAN_ID, AM_OTEL_TRACE_FLAGS cannot be set: the environment is frozen',
    ]);
    await telemetry.shutdown();
  });
});
