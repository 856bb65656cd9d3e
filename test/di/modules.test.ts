import 'reflect-metadata';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { container as root } from 'tsyringe';
import {
  CLOCK,
  LOG_PROVIDER,
  MEMORY_LOGS,
  MEMORY_SPANS,
  METRIC_REGISTRY,
  TRACE_PROVIDER,
  memory,
  otelLogs,
  otelTraces,
  prometheus,
  startTelemetry,
} from '../../src/di/index.js';
import type { StartOptions, Telemetry } from '../../src/di/index.js';
import { createLogProvider, createTraceProvider } from '../../src/exporters/otel-export/index.js';
import { Feed, Item } from '../support/machines.js';
import { stopScopes } from '../support/scopes.js';

const running: Telemetry[] = [];
const start = async (options: StartOptions, container = root.createChildContainer()) => {
  const telemetry = await startTelemetry(container, { environment: {}, configFile: false, ...options });
  running.push(telemetry);
  return { container, telemetry };
};
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.shutdown()));
  stopScopes();
});

const work = () => {
  const feed = new Feed({ id: 'feed' });
  const item = feed.submachine(Item, { id: 'item' });
  for (const machine of [feed, item]) machine.add('Start');
  return [feed, item];
};

test('memory holds the spans and log records, which the stats count', async () => {
  const { container, telemetry } = await start({ modules: [memory()] });
  work();
  await telemetry.shutdown();
  const spans = container.resolve(MEMORY_SPANS).items;
  const logs = container.resolve(MEMORY_LOGS).items;
  expect(spans.map(({ name }) => name)).toEqual(expect.arrayContaining(['mach:0:feed', 'mach:1:item']));
  const submachines = spans.find(({ name }) => name === '0:submachines');
  const item = spans.find(({ name }) => name === 'mach:1:item');
  expect(item?.parentSpanContext?.spanId).toBe(submachines?.spanContext().spanId);
  expect(telemetry.stats()).toMatchObject({
    spans: spans.length,
    logs: logs.length,
    series: 0,
    dropped: 0,
    errors: 0,
    waiting: 0,
  });
  expect(telemetry.report).toMatchObject({ modules: ['memory'], warnings: [] });
});

test('log records carry the identity of the span they belong to', async () => {
  const { container, telemetry } = await start({ modules: [memory()] });
  work();
  await telemetry.flush();
  const spans = container.resolve(MEMORY_SPANS).items;
  const [record] = container.resolve(MEMORY_LOGS).items;
  const span = spans.find((each) => each.spanContext().spanId === record?.spanContext?.spanId);
  expect(span?.name).toBe('0: [add] Start');
});

test('a class switched off loses its spans, and nobody else does', async () => {
  const names = async (options: StartOptions) => {
    const { container, telemetry } = await start({ modules: [memory()], ...options });
    // They would be observed by the next telemetry as well.
    for (const machine of work()) await machine.dispose();
    await telemetry.shutdown();
    return container
      .resolve(MEMORY_SPANS)
      .items.map(({ name }) => name)
      .sort();
  };
  const all = await names({});
  const without = await names({ classes: { Item: { traced: false } } });
  const ofItem = (name: string) => /^!?1:|^mach:1:|^0:submachines$/.test(name);
  expect(all.filter(ofItem)).not.toEqual([]);
  expect(without).toEqual(all.filter((name) => !ofItem(name)));
});

test('the configuration picks the modules', async () => {
  const { container, telemetry } = await start({
    environment: { OTEL_TRACES_EXPORTER: 'memory', AM_PROM_LISTEN: '127.0.0.1:0' },
  });
  work();
  await telemetry.flush();
  expect(telemetry.report.modules).toEqual(['prometheus', 'otel-traces']);
  expect(container.isRegistered(MEMORY_SPANS)).toBe(true);
  expect(container.isRegistered(MEMORY_LOGS)).toBe(false);
});

test('a module whose exporter is switched off by configuration does not run', async () => {
  const { telemetry } = await start({
    environment: { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' },
    modules: [otelTraces(), prometheus(), otelLogs({ exporter: 'memory' })],
  });
  expect(telemetry.report.modules).toEqual(['otel-logs']);
});

test('files hold OTLP JSON lines when the shutdown is over', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'statescope-di-'));
  try {
    const [traces, logs] = [join(folder, 'traces.jsonl'), join(folder, 'logs.jsonl')];
    const { telemetry } = await start({
      service: 'files',
      traces: { exporter: 'file', file: traces },
      logs: { exporter: 'file', file: logs },
    });
    work();
    await telemetry.shutdown();
    const [line] = readFileSync(traces, 'utf8').split('\n');
    expect(JSON.parse(line ?? '')).toMatchObject({
      resourceSpans: [
        {
          resource: {
            attributes: expect.arrayContaining([{ key: 'service.name', value: { stringValue: 'files' } }]) as unknown,
          },
        },
      ],
    });
    expect(readFileSync(logs, 'utf8')).toContain('resourceLogs');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('metrics are served on loopback until the shutdown', async () => {
  const { telemetry } = await start({ metrics: { exporter: 'prometheus', port: 0 } });
  work();
  expect(telemetry.metricsUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
  const text = await (await fetch(telemetry.metricsUrl ?? '')).text();
  expect(text).toContain('machine_class="Feed"');
  expect(telemetry.stats().series).toBeGreaterThan(0);
  await telemetry.shutdown();
  await expect(fetch(telemetry.metricsUrl ?? '')).rejects.toThrow();
});

test('a port that is taken is an error, and what had started is stopped', async () => {
  const { telemetry } = await start({ metrics: { exporter: 'prometheus', port: 0 } });
  const port = Number(new URL(telemetry.metricsUrl ?? '').port);
  const container = root.createChildContainer();
  const second = start({ traces: { exporter: 'memory' }, metrics: { exporter: 'prometheus', port } }, container);
  await expect(second).rejects.toMatchObject({ code: 'EXPORTER' });
  expect(container.resolve(Feed).tracers.map(({ id }) => id)).not.toContain('otel-traces');
});

test('a registry registered before replaces ours', async () => {
  const container = root.createChildContainer();
  const registry = new Registry();
  container.register(METRIC_REGISTRY, { useValue: registry });
  const { telemetry } = await start({ modules: [prometheus({ serve: false })] }, container);
  work();
  expect(await registry.metrics()).toContain('asyncmachine_transitions_total{machine_class="Feed"');
  expect(telemetry.metricsUrl).toBeUndefined();
});

test('a telemetry below or after another one does not show its metrics', async () => {
  const above = await start({ modules: [prometheus({ port: 0 })] });
  above.container.resolve(Feed).add('Start');
  const seen = above.telemetry.stats().series;
  const below = await start({ modules: [prometheus({ port: 0 })] }, above.container.createChildContainer());
  expect(below.telemetry.stats().series).toBeLessThan(seen);
  await above.telemetry.shutdown();
  const after = await start({ modules: [prometheus({ port: 0 })] }, above.container);
  const text = await (await fetch(after.telemetry.metricsUrl ?? '')).text();
  expect(text).not.toContain('asyncmachine_transitions_total{machine_class="Feed"');
});

test('providers and a clock registered before replace ours', async () => {
  const container = root.createChildContainer();
  const [spans, records]: [{ startTime: readonly [number, number] }[], { hrTime: readonly [number, number] }[]] = [
    [],
    [],
  ];
  const traceProvider = await createTraceProvider({
    targets: [{ kind: 'memory', memory: { add: (items) => spans.push(...items) } }],
  });
  const logProvider = await createLogProvider({
    targets: [{ kind: 'memory', memory: { add: (items) => records.push(...items) } }],
  });
  container.register(TRACE_PROVIDER, { useValue: traceProvider });
  container.register(LOG_PROVIDER, { useValue: logProvider });
  container.register(CLOCK, { useValue: () => 4_102_444_800_000 });
  const { telemetry } = await start({ modules: [otelTraces(), otelLogs()] }, container);
  work();
  await telemetry.shutdown();
  expect(new Set(spans.map(({ startTime: [seconds] }) => seconds))).toEqual(new Set([4_102_444_800]));
  expect(new Set(records.map(({ hrTime: [seconds] }) => seconds))).toEqual(new Set([4_102_444_800]));
});

test.each([
  ['grpc', 'otlp_grpc', 'http://127.0.0.1:1'],
  ['http/protobuf', 'otlp_http', 'http://127.0.0.1:1/v1/traces'],
  ['http/json', 'otlp_http_json', 'http://127.0.0.1:1/v1/traces'],
])('the protocol %s is spoken, and told', async (protocol, component, address) => {
  const { telemetry } = await start({
    environment: {
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:1/v1/traces',
      OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
    },
    shutdownTimeoutMs: 50,
  });
  expect(telemetry.report.line).toContain(`traces to ${component} ${address};`);
  await telemetry.shutdown();
});

test('traces continue the remote parent of the environment', async () => {
  const traceId = 'ab'.repeat(16);
  const { container, telemetry } = await start({
    environment: { TRACEPARENT: `00-${traceId}-${'cd'.repeat(8)}-01`, OTEL_TRACES_EXPORTER: 'memory' },
  });
  work();
  await telemetry.flush();
  const spans = container.resolve(MEMORY_SPANS).items;
  expect(new Set(spans.map((span) => span.spanContext().traceId))).toEqual(new Set([traceId]));
});

test('under preset go transitions have spans only when asked for', async () => {
  const names = async (environment: Record<string, string>) => {
    const { container, telemetry } = await start({
      environment: { AM_TELEMETRY_PRESET: 'go', OTEL_TRACES_EXPORTER: 'memory', ...environment },
    });
    work();
    await telemetry.shutdown();
    return container.resolve(MEMORY_SPANS).items.map(({ name }) => name);
  };
  expect(await names({})).not.toContain('0:transitions');
  expect(await names({ AM_OTEL_TRACE_TXS: '1' })).toContain('0:transitions');
});

test('under preset go the spans are those of the reference', async () => {
  const { container, telemetry } = await start({
    environment: { AM_TELEMETRY_PRESET: 'go', OTEL_TRACES_EXPORTER: 'memory', AM_OTEL_TRACE_SKIP_STATES: 'Nothing' },
  });
  work();
  await telemetry.shutdown();
  const spans = container.resolve(MEMORY_SPANS).items;
  expect(spans.map(({ name }) => name)).toContain('root');
  const keys = new Set(spans.flatMap(({ attributes }) => Object.keys(attributes)));
  expect([...keys].filter((key) => key.startsWith('asyncmachine.'))).toEqual([]);
  expect(spans.filter(({ name }) => name.endsWith('lifetime') || name.endsWith('started'))).toEqual([]);
});

test('who only asks for printed log lines gets no exporter beside', async () => {
  const { telemetry } = await start({ logs: { print: true } });
  expect(telemetry.report.line).toContain('logs to console');
  expect(telemetry.report.line).not.toContain('otlp');
});
