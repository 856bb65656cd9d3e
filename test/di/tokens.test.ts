import 'reflect-metadata';
import { trace } from '@opentelemetry/api';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { Registry } from 'prom-client';
import { container as root } from 'tsyringe';
import {
  CLOCK,
  LOG_EXPORTER,
  LOG_PROVIDER,
  METRIC_REGISTRY,
  SPAN_EXPORTER,
  TRACER,
  TRACE_PROVIDER,
  otelLogs,
  otelTraces,
  prometheus,
  startTelemetry,
} from '../../src/di/index.js';
import type { StartOptions, Telemetry } from '../../src/di/index.js';
import { RecordingTracer } from '../../src/testing/index.js';
import { Feed, Item } from '../support/machines.js';
import { stopScopes } from '../support/scopes.js';

const running: Telemetry[] = [];
const start = async (options: StartOptions, container = root.createChildContainer()) => {
  const telemetry = await startTelemetry(container, { environment: {}, configFile: false, ...options });
  running.push(telemetry);
  return telemetry;
};
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.shutdown()));
  trace.disable();
  stopScopes();
});

const work = () => {
  const feed = new Feed({ id: 'feed' });
  feed.submachine(Item, { id: 'item' });
  feed.add('Start');
};

/** A provider of somebody else, and what it exported. */
const foreignTraces = () => {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const shutdowns = jest.spyOn(provider, 'shutdown');
  return { provider, shutdowns, names: () => exporter.getFinishedSpans().map(({ name }) => name) };
};

const foreignLogs = () => {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] });
  const shutdowns = jest.spyOn(provider, 'shutdown');
  return { provider, shutdowns, bodies: () => exporter.getFinishedLogRecords().map(({ body }) => body) };
};

describe('registered before the start', () => {
  test('exporters replace those of the configuration, and switch their signal on', async () => {
    const container = root.createChildContainer();
    const [spans, logs] = [new InMemorySpanExporter(), new InMemoryLogRecordExporter()];
    const ended = jest.spyOn(spans, 'shutdown');
    container.register(SPAN_EXPORTER, { useValue: spans });
    container.register(LOG_EXPORTER, { useValue: logs });
    const telemetry = await start({ service: 'own', traces: { exporter: 'otlp' } }, container);
    expect(telemetry.report.modules).toEqual(['otel-traces', 'otel-logs']);
    work();
    await telemetry.flush();
    expect(spans.getFinishedSpans().map(({ name }) => name)).toContain('mach:0:feed');
    expect(spans.getFinishedSpans()[0]?.resource.attributes['service.name']).toBe('own');
    expect(logs.getFinishedLogRecords().map(({ body }) => body)).toContain('[state] +Start');
    await telemetry.shutdown();
    expect(ended).toHaveBeenCalledTimes(1);
  });

  test('an exporter is left out where the configuration or the code says otherwise', async () => {
    const container = root.createChildContainer();
    const spans = new InMemorySpanExporter();
    container.register(SPAN_EXPORTER, { useValue: spans });
    const off = await start({ environment: { OTEL_TRACES_EXPORTER: 'none' } }, container);
    expect(off.report.modules).toEqual([]);
    await off.shutdown();
    await start({ modules: [otelTraces({ exporter: 'memory' })] }, container);
    work();
    await running.at(-1)?.flush();
    expect(spans.getFinishedSpans()).toEqual([]);
  });

  test('an OpenTelemetry provider of traces is used, flushed and left running', async () => {
    const container = root.createChildContainer();
    const { provider, shutdowns, names } = foreignTraces();
    const flushes = jest.spyOn(provider, 'forceFlush');
    container.register(TRACE_PROVIDER, { useValue: provider });
    const telemetry = await start({}, container);
    expect(telemetry.report.modules).toEqual(['otel-traces']);
    work();
    await telemetry.shutdown();
    expect(names()).toContain('0: [add] Start');
    expect([shutdowns.mock.calls.length, flushes.mock.calls.length > 0]).toEqual([0, true]);
  });

  test('an OpenTelemetry provider of logs, or only a logger, is used and left running', async () => {
    const { provider, shutdowns, bodies } = foreignLogs();
    for (const value of [provider, { logger: provider.getLogger('mine') }]) {
      const container = root.createChildContainer();
      container.register(LOG_PROVIDER, { useValue: value });
      const telemetry = await start({}, container);
      expect(telemetry.report.modules).toEqual(['otel-logs']);
      container.resolve(Feed).add('Start');
      await telemetry.shutdown();
    }
    expect(bodies().filter((body) => body === '[state] +Start')).toHaveLength(2);
    expect(shutdowns).not.toHaveBeenCalled();
  });

  test('a registry gets the metrics, which nobody serves, and keeps its own when they leave', async () => {
    const container = root.createChildContainer();
    const registry = new Registry();
    container.register(METRIC_REGISTRY, { useValue: registry });
    const telemetry = await start({}, container);
    expect([telemetry.report.modules, telemetry.metricsUrl]).toEqual([['prometheus'], undefined]);
    work();
    expect(await registry.metrics()).toContain('asyncmachine_transitions_total{machine_class="Feed"');
    await telemetry.shutdown();
    expect(await registry.metrics()).not.toContain('asyncmachine');
  });

  test('a clock is that of metrics too', async () => {
    const container = root.createChildContainer();
    const registry = new Registry();
    let nowMs = 4_102_444_800_000;
    container.register(METRIC_REGISTRY, { useValue: registry });
    container.register(CLOCK, { useValue: () => (nowMs += 2000) });
    await start({}, container);
    work();
    expect(await registry.metrics()).toMatch(/transition_duration_seconds_sum\{machine_class="Feed".*\} 2$/m);
  });

  test('tracers run beside the modules, those of a container above too unless there are own ones', async () => {
    const container = root.createChildContainer();
    const [above, own] = [new RecordingTracer({ id: 'above' }), new RecordingTracer({ id: 'own' })];
    container.register(TRACER, { useValue: above });
    const child = container.createChildContainer();
    await start({ modules: [otelTraces({ exporter: 'memory' })] }, child);
    expect(child.resolve(Feed).tracers.map(({ id }) => id)).toEqual(['above', 'otel-traces']);
    const other = container.createChildContainer();
    other.register(TRACER, { useValue: own });
    await start({}, other);
    expect(other.resolve(Feed).tracers.map(({ id }) => id)).toEqual(['own']);
  });
});

describe('what is registered as TRACER', () => {
  test('is named when it can not be made', async () => {
    const container = root.createChildContainer();
    container.register(TRACER, {
      useFactory: () => {
        throw new Error('no file');
      },
    });
    await expect(start({}, container)).rejects.toMatchObject({
      code: 'CONFIG',
      message: 'what is registered as TRACER failed: no file',
    });
  });

  test('runs once, however often it is registered', async () => {
    const container = root.createChildContainer();
    const tracer = new RecordingTracer();
    for (const useValue of [tracer, tracer]) container.register(TRACER, { useValue });
    const telemetry = await start({}, container);
    await telemetry.shutdown();
    expect([tracer.shutdowns, telemetry.report.warnings]).toEqual([1, []]);
  });
});

describe('the provider of traces', () => {
  test('`auto` is the one registered globally', async () => {
    const { provider, shutdowns, names } = foreignTraces();
    trace.setGlobalTracerProvider(provider);
    const telemetry = await start({ modules: [otelTraces({ provider: 'auto', exporter: 'none' })] });
    work();
    await telemetry.shutdown();
    expect(names()).toContain('mach:0:feed');
    expect(shutdowns).not.toHaveBeenCalled();
  });

  test('`auto` with nothing registered makes one', async () => {
    const telemetry = await start({ modules: [otelTraces({ provider: 'auto', exporter: 'memory' })] });
    work();
    await telemetry.flush();
    expect(telemetry.stats().spans).toBeGreaterThan(0);
  });

  test('`auto` with nothing registered and no exporter does not run', async () => {
    const telemetry = await start({ modules: [otelTraces({ provider: 'auto', exporter: 'none' })] });
    expect(telemetry.report.modules).toEqual([]);
  });

  test('`own` is the default, whatever is registered globally; nothing is ever registered there', async () => {
    const before = trace.getTracerProvider();
    await start({ modules: [otelTraces({ exporter: 'memory' })] });
    expect(trace.getTracerProvider()).toBe(before);
    const { provider, names } = foreignTraces();
    trace.setGlobalTracerProvider(provider);
    await running.at(-1)?.shutdown();
    await start({ modules: [otelTraces({ exporter: 'memory' })] });
    work();
    expect(names()).toEqual([]);
  });

  test('may be given in code, before what is registered', async () => {
    const container = root.createChildContainer();
    const [given, registered] = [foreignTraces(), foreignTraces()];
    container.register(TRACE_PROVIDER, { useValue: registered.provider });
    await start({ modules: [otelTraces({ provider: given.provider })] }, container);
    work();
    expect([given.names().length > 0, registered.names()]).toEqual([true, []]);
  });

  test.each([['yes'], [{}], [5]])('%j is refused', async (provider) => {
    const modules = [otelTraces({ provider: provider as never })];
    await expect(start({ modules })).rejects.toMatchObject({ code: 'CONFIG' });
    await expect(start({ modules })).rejects.toThrow('expected auto, own, a TracerProvider');
  });

  test('of logs without a logger is refused', async () => {
    const modules = [otelLogs({ provider: {} as never })];
    await expect(start({ modules })).rejects.toMatchObject({ code: 'CONFIG' });
  });
});

describe('what is inherited (telemetry specification §7.2)', () => {
  const all = () => [
    otelTraces({ exporter: 'memory' }),
    prometheus({ registry: new Registry(), serve: false }),
    otelLogs({ exporter: 'memory' }),
  ];
  const idsOf = ({ tracers }: Pick<Feed, 'tracers'>) => tracers.map(({ id }) => id).sort();

  test('traces, metrics and logs, at every depth; a debugger, which is not inheritable, stays', async () => {
    const container = root.createChildContainer();
    container.register(TRACER, { useValue: new RecordingTracer({ id: 'dbg', inheritable: false }) });
    await start({ modules: all() }, container);
    const feed = new Feed();
    const item = feed.submachine(Item);
    expect(idsOf(feed)).toEqual(['dbg', 'otel-logs', 'otel-traces', 'prometheus']);
    expect(idsOf(item)).toEqual(['otel-logs', 'otel-traces', 'prometheus']);
  });

  test.each(['rpc-server', 'rpc-client', 'rpc-mux', 'rpc-handler', 'rpc-netmach', 'relay'])(
    'nothing by a machine tagged %s, unless AM_RPC_DBG is set',
    async (tag) => {
      await start({ modules: all() });
      expect(idsOf(new Feed().submachine(Item, { tags: [tag] }))).toEqual([]);
      await running.pop()?.shutdown();
      await start({ modules: all(), environment: { AM_RPC_DBG: '1' } });
      expect(idsOf(new Feed().submachine(Item, { tags: [tag] }))).toHaveLength(3);
    },
  );

  test('each sink as it is configured, all of them as is configured for all', async () => {
    const modules = [
      otelTraces({ exporter: 'memory', inherit: { skipIds: /^quiet/ } }),
      prometheus({ registry: new Registry(), serve: false, inherit: { depth: 1 } }),
      otelLogs({ exporter: 'memory', inherit: false }),
    ];
    await start({ modules, inherit: { skipTags: ['hidden'], depth: 2 } });
    const feed = new Feed();
    const submachine = (options: object) => idsOf(feed.submachine(Item, options));
    expect(submachine({})).toEqual(['otel-traces', 'prometheus']);
    expect(submachine({ id: 'quiet-one' })).toEqual(['prometheus']);
    expect(submachine({ tags: ['hidden'] })).toEqual([]);
  });
});
