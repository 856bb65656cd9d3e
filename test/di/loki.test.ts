import 'reflect-metadata';
import http from 'node:http';
import { context, createContextKey } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { container as root } from 'tsyringe';
import { loki, memory, prometheus, startTelemetry } from '../../src/di/index.js';
import type { StartOptions, Telemetry } from '../../src/di/index.js';
import { LokiDouble } from '../exporters/loki/loki-double.js';
import { Feed, Item } from '../support/machines.js';
import { stopScopes } from '../support/scopes.js';

const double = new LokiDouble();
const running: Telemetry[] = [];
let address = '';

beforeAll(async () => {
  address = await double.start();
});

beforeEach(() => {
  double.reset();
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.shutdown()));
  stopScopes();
});

afterAll(() => double.stop());

async function start(options: StartOptions): Promise<Telemetry> {
  const telemetry = await startTelemetry(root.createChildContainer(), {
    environment: {},
    configFile: false,
    service: 'reader',
    ...options,
  });
  running.push(telemetry);
  return telemetry;
}

function work(): void {
  const feed = new Feed({ id: 'feed' });
  feed.add('Start');
  feed.submachine(Item, { id: 'item' }).add('Start');
}

const machines = (): readonly unknown[] =>
  double.pushes.flat().flatMap(({ values }) => values.map(([, , metadata]) => metadata?.['asyncmachine_id']));

test('variables alone push the lines of machines and their submachines, correlated with their spans', async () => {
  const telemetry = await start({
    environment: { AM_LOKI_ADDR: address, AM_LOKI_LABELS: 'stage=test', OTEL_TRACES_EXPORTER: 'memory' },
  });
  work();
  await telemetry.flush();
  expect(telemetry.report).toMatchObject({ modules: ['otel-traces', 'loki'], warnings: [] });
  expect(telemetry.report.line).toContain(`loki to loki_push ${address}/loki/api/v1/push`);
  expect(new Set(machines())).toEqual(new Set(['feed', 'item']));
  const [stream] = double.pushes[0] ?? [];
  expect(stream?.stream).toEqual({ service_name: 'reader', level: 'info', stage: 'test' });
  expect(stream?.values[0]?.[2]).toMatchObject({
    trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown,
    span_id: expect.stringMatching(/^[0-9a-f]{16}$/) as unknown,
  });
});

test('a module in code beats the configuration, key by key', async () => {
  const telemetry = await start({
    loki: { url: 'http://nowhere.invalid', tenant: 'file', labels: { a: '1' } },
    modules: [loki({ url: address, tenant: 'code', maxBatch: undefined })],
  });
  work();
  await telemetry.flush();
  expect(double.requests[0]?.headers['x-scope-orgid']).toBe('code');
  expect(double.pushes[0]?.[0]?.stream).toMatchObject({ a: '1' });
});

test('a class switched off pushes nothing', async () => {
  const telemetry = await start({ loki: { url: address }, classes: { Feed: { logged: false } } });
  work();
  await telemetry.flush();
  expect(machines()).not.toContain('feed');
});

test('it says how it is doing, in the counts and in the metrics, beside other logs', async () => {
  double.answers(401);
  const telemetry = await start({
    modules: [loki({ url: address, maxBatch: 1, password: 'geheim', user: 'me' }), memory(), prometheus({ port: 0 })],
  });
  new Feed({ id: 'feed' }).add('Start');
  await telemetry.flush();
  const { sinks, dropped, errors } = telemetry.stats();
  const [sink] = sinks.filter(({ signal }) => signal === 'loki');
  expect(sink).toMatchObject({ component: 'loki_push_log_exporter', index: 0, exported: 0, queued: 0 });
  expect([dropped, errors > 0]).toEqual([sink?.accepted, true]);
  expect(sinks.filter(({ record }) => record === 'log').map(({ index }) => index)).toEqual([0, 1]);
  const text = await (await fetch(telemetry.metricsUrl ?? '')).text();
  expect(text).toMatch(/asyncmachine_exporter_dropped_total\{[^}]*signal="loki"[^}]*\} [1-9]/);
  expect(telemetry.report.warnings.filter((line) => line.startsWith('loki: '))).toHaveLength(1);
  expect(JSON.stringify([telemetry.report, telemetry.stats()])).not.toContain('geheim');
});

test('a shutdown pushes what waits, and ends in time where nobody answers', async () => {
  const telemetry = await start({ loki: { url: address } });
  work();
  await telemetry.shutdown();
  expect(double.lines.length).toBeGreaterThan(0);
  double.answers('silence');
  const hung = await start({ loki: { url: address }, shutdownTimeoutMs: 50 });
  new Feed({ id: 'late' }).add('Start');
  await hung.shutdown();
  expect(hung.stats().waiting).toBeGreaterThan(0);
});

test('over OTLP it goes where Loki takes that, with the same credentials', async () => {
  const telemetry = await start({ loki: { url: address, protocol: 'otlp', token: 'abc', tenant: 'team' } });
  work();
  await telemetry.shutdown();
  const [request] = double.requests;
  expect(request?.path).toBe('/otlp/v1/logs');
  expect(request?.headers).toMatchObject({
    'content-type': 'application/x-protobuf',
    authorization: 'Bearer abc',
    'x-scope-orgid': 'team',
  });
  expect(telemetry.stats().sinks).toMatchObject([{ signal: 'loki', component: 'otlp_http_log_exporter', exported: 2 }]);
});

test('instrumented HTTP clients make no spans of what is pushed', async () => {
  const key = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');
  const seen: unknown[] = [];
  const { request } = http;
  const spy = jest.spyOn(http, 'request').mockImplementation((...given: Parameters<typeof request>) => {
    seen.push(context.active().getValue(key));
    return request(...given);
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  try {
    const telemetry = await start({ loki: { url: address } });
    work();
    await telemetry.flush();
  } finally {
    context.disable();
    spy.mockRestore();
  }
  expect(seen).toEqual([true]);
  expect(double.lines.length).toBeGreaterThan(0);
});

test('preset go pushes as the reference does', async () => {
  const telemetry = await start({ loki: { url: address }, preset: 'go' });
  new Feed({ id: 'Feed-1', logLevel: 2 }).add('Start');
  await telemetry.shutdown();
  expect(double.pushes).toEqual([
    [
      {
        stream: { asyncmachine_id: 'Feed-1', logLevel: 'INFO', service_name: 'reader' },
        values: [[expect.stringMatching(/^\d{19}$/) as unknown, 'INFO: [state] +Start']],
      },
    ],
  ]);
});

test('the streams it can make are in the budget', async () => {
  const telemetry = await start({ loki: { url: address } });
  work();
  expect(telemetry.budget()).toMatchObject({ streams: 4 });
  const byId = await start({ loki: { url: address, idLabel: true } });
  new Feed({ id: 'feed' }).add('Start');
  expect(byId.budget().classes.find(({ className }) => className === 'Feed')?.streams).toContain(
    '{asyncmachine_id="<id>",level="info"}',
  );
});

test.each<[string, StartOptions['loki'], RegExp]>([
  ['a label that is none', { labels: { 'a-b': '1' } }, /loki\.labels/],
  ['a label that the exporter sets', { labels: { level: '1' } }, /"level" is set by the exporter/],
  ['a certificate that cannot be read', { certificate: 'absent.pem' }, /"absent.pem" can't be read/],
  ['a password without a user', { password: 'geheim' }, /no user/],
])('%s is refused at the start', async (_what, settings, message) => {
  await expect(start({ loki: { url: address, ...settings } })).rejects.toThrow(message);
});
