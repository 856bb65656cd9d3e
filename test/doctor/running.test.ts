import 'reflect-metadata';
import { trace } from '@opentelemetry/api';
import { AlwaysOffSampler, BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { container as root } from 'tsyringe';
import { TRACER, grafana, memory, otelMetrics, otelTraces, prometheus, startTelemetry } from '../../src/di/index.js';
import type { CheckName, StartOptions, Telemetry } from '../../src/di/index.js';
import { Feed } from '../support/machines.js';
import { stopScopes } from '../support/scopes.js';

const running: Telemetry[] = [];
const start = async (options: StartOptions, container = root.createChildContainer()) => {
  const telemetry = await startTelemetry(container, { environment: {}, configFile: false, ...options });
  running.push(telemetry);
  return telemetry;
};
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.shutdown()));
  stopScopes();
  jest.restoreAllMocks();
});

const found = async (telemetry: Telemetry, check: CheckName) =>
  (await telemetry.doctor()).filter((finding) => finding.check === check);

test('a telemetry that works has nothing that fails', async () => {
  const telemetry = await start({ modules: [memory(), prometheus({ port: 0 })] });
  new Feed().add('Start');
  await telemetry.flush();
  expect((await telemetry.doctor()).filter(({ status }) => status === 'fail')).toEqual([]);
  expect(await found(telemetry, 'metrics-endpoint')).toMatchObject([{ status: 'ok' }]);
  expect(await found(telemetry, 'sampling')).toMatchObject([{ message: 'spans were sampled' }]);
});

test('a provider given before its SDK is registered is named', async () => {
  const telemetry = await start({ modules: [otelTraces({ provider: { tracer: trace.getTracer('early') } })] });
  expect(await found(telemetry, 'provider')).toMatchObject([{ status: 'fail' }]);
});

test('a sampler that drops everything is named, and the probes are not exported', async () => {
  const ended: unknown[] = [];
  const provider = new BasicTracerProvider({
    sampler: new AlwaysOffSampler(),
    spanProcessors: [
      {
        onStart: () => undefined,
        onEnd: (span) => ended.push(span),
        forceFlush: async () => {},
        shutdown: async () => {},
      },
    ],
  });
  const telemetry = await start({ modules: [otelTraces({ provider: { tracer: provider.getTracer('off') } })] });
  expect(await found(telemetry, 'sampling')).toMatchObject([{ status: 'fail' }]);
  expect(ended).toEqual([]);
});

test('machines between two telemetries are named', async () => {
  const [telemetry] = [await start({ modules: [memory()] }), await start({ modules: [memory()] })];
  new Feed();
  expect(await found(telemetry, 'machines')).toMatchObject([{ status: 'fail' }]);
  expect(await found(telemetry, 'containers')).toMatchObject([{ status: 'warn' }]);
});

test('a tracer that is left out is named, counted and in the report', async () => {
  // However slow this process is, its time out does not end meanwhile.
  jest.spyOn(performance, 'now').mockReturnValue(performance.now());
  const container = root.createChildContainer();
  const transitionEnd = (): never => {
    throw new Error('broken');
  };
  container.register(TRACER, { useValue: { id: 'mine', transitionEnd } });
  const telemetry = await start({ modules: [] }, container);
  const feed = new Feed();
  for (let i = 0; i < 20; i++) {
    feed.add('Start');
    feed.remove('Start');
  }
  expect(await found(telemetry, 'breakers')).toMatchObject([{ status: 'fail' }]);
  const [mine] = telemetry.stats().tracers;
  expect(mine).toMatchObject({ id: 'mine', errors: 10, skipped: 30, opened: 1, state: 'open' });
  expect(telemetry.report.warnings).toEqual([
    'tracer mine threw 10 times, first in transitionEnd: broken',
    'tracer mine is left out now, 1 times in all; it missed 30 callbacks',
  ]);
});

test('a receiver that is down is named with the address that code gave', async () => {
  const telemetry = await start({
    modules: [otelTraces({ exporter: 'otlp', endpoint: 'http://collector.invalid/v1/traces' })],
    shutdownTimeoutMs: 50,
  });
  expect(await found(telemetry, 'endpoint')).toMatchObject([
    { status: 'fail', message: expect.stringContaining('http://collector.invalid/v1/traces') as string },
  ]);
});

test('metrics that are served count who scrapes them, the doctor left aside', async () => {
  const telemetry = await start({ modules: [prometheus({ port: 0 })] });
  await telemetry.doctor();
  await fetch(telemetry.metricsUrl ?? '');
  const [finding] = await found(telemetry, 'metrics-endpoint');
  expect(finding).toMatchObject({ status: 'ok', message: expect.stringContaining('scraped 1 times') as string });
});

test('addresses of metrics and dashboards that code gave are looked after', async () => {
  const modules = [
    prometheus({ serve: false, push: { url: 'http://push.invalid' } }),
    otelMetrics({ endpoint: 'http://collector.invalid/v1/metrics' }),
    grafana({ url: 'http://grafana.invalid', token: 'none' }),
  ];
  const telemetry = await start({ modules, shutdownTimeoutMs: 50, diagnostic: () => undefined });
  const lost = (await telemetry.doctor()).filter(({ status, check }) => status === 'fail' && check !== 'machines');
  expect(lost.map(({ check, message }) => `${check}: ${message.split(' (')[0] ?? ''}`)).toEqual([
    'endpoint: metrics to http://collector.invalid/v1/metrics: the name collector.invalid is not known',
    'metrics-endpoint: metrics to the Pushgateway at http://push.invalid/: the name push.invalid is not known',
    'grafana: dashboards to Grafana at http://grafana.invalid/: the name grafana.invalid is not known',
  ]);
});

test('classes nobody listens for are named, and a tracer that names no signal listens for all', async () => {
  const alone = await start({ modules: [memory()] });
  expect(await found(alone, 'listeners')).toMatchObject([{ message: expect.stringContaining('@Metered') as string }]);
  const container = root.createChildContainer();
  container.register(TRACER, { useValue: { id: 'all' } });
  expect(await found(await start({ modules: [] }, container), 'listeners')).toMatchObject([{ status: 'ok' }]);
});
