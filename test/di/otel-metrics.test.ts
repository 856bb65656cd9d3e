import 'reflect-metadata';
import { Registry } from 'prom-client';
import { container as root } from 'tsyringe';
import { Metered } from '../../decorators/index.js';
import { CLOCK, METRIC_REGISTRY, otelMetrics, prometheus, startTelemetry } from '../../src/di/index.js';
import type { StartOptions } from '../../src/di/index.js';
import { CANCELED, EXECUTED, Machine, defineSchema } from '../../src/index.js';
import { metricsOf } from '../exporters/otel-export/otlp-json.js';
import { Collector } from '../exporters/otel-export/collector.js';
import { stopScopes } from '../support/scopes.js';
import { parseScrape } from '../exporters/prometheus/prometheus-text.js';
import type { Line } from '../exporters/prometheus/prometheus-text.js';

@Metered()
class Job extends Machine.of(defineSchema({ Start: {}, Busy: { require: ['Start'] } })) {
  StartState() {}
}

/** Transitions that are executed, canceled and failed. */
function work(): readonly number[] {
  const job = new Job({ id: 'job' });
  return [job.add('Busy'), job.add('Start'), job.add('Busy'), job.addErr(new TypeError('x')), job.remove('Start')];
}

const RESULTS = [CANCELED, EXECUTED, EXECUTED, EXECUTED, EXECUTED];
const keyOf = ({ name, labels, value }: Line) => JSON.stringify([name, Object.entries(labels).sort(), value]);

describe('metrics over OTLP', () => {
  let collector: Collector;
  let endpoint: string;
  beforeEach(async () => {
    collector = new Collector();
    endpoint = await collector.start();
  });
  afterEach(async () => {
    stopScopes();
    await collector.stop();
  });

  const start = async (environment: Record<string, string>, options: StartOptions = {}) => {
    const container = root.createChildContainer();
    let nowMs = 0;
    container.register(CLOCK, { useValue: () => (nowMs += 3) });
    const registry = new Registry();
    container.register(METRIC_REGISTRY, { useValue: registry });
    const telemetry = await startTelemetry(container, {
      environment: {
        OTEL_METRICS_EXPORTER: 'otlp',
        OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${endpoint}/v1/metrics`,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        ...environment,
      },
      configFile: false,
      service: 'jobs',
      diagnostic: () => undefined,
      ...options,
    });
    return { telemetry, registry };
  };
  const received = () => collector.bodies('/v1/metrics').map(metricsOf);

  test('a collector gets every value that a scrape shows', async () => {
    const container = root.createChildContainer();
    container.register(CLOCK, { useValue: () => 1000 });
    const registry = new Registry();
    const telemetry = await startTelemetry(container, {
      environment: { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' },
      configFile: false,
      modules: [otelMetrics({ endpoint: `${endpoint}/v1/metrics` }), prometheus({ registry, serve: false })],
    });
    expect(work()).toEqual(RESULTS);
    const own = ({ name }: Line) => name.startsWith('asyncmachine_') && !/_(?:exporter|tracer)_/.test(name);
    const scraped = parseScrape(await registry.metrics())
      .lines.filter(own)
      .map(keyOf);
    await telemetry.flush();
    const [pushed = []] = received();
    expect(scraped.length).toBeGreaterThan(100);
    expect(pushed.filter(own).map(keyOf).sort()).toEqual([...scraped].sort());
    await telemetry.shutdown();
  });

  test.each([{ OTEL_METRICS_EXPORTER: 'otlp' }, { OTEL_METRICS_EXPORTER: '', AM_OTEL_METRICS: '1' }])(
    'the variables %j push, serve nothing, and push a last time at the end',
    async (environment: Record<string, string>) => {
      const { telemetry, registry } = await start(environment);
      expect(telemetry.report).toMatchObject({ modules: ['otel-metrics'], warnings: [] });
      expect([telemetry.metricsUrl, registry.getMetricsAsArray()]).toEqual([undefined, []]);
      work();
      expect(collector.requests).toEqual([]);
      await telemetry.shutdown();
      const [last = []] = received();
      expect(last.filter(({ name }) => name === 'asyncmachine_transitions_total')).not.toEqual([]);
      // Machines are let go before that: what was open is closed, and none is left.
      expect(last.find(({ name }) => name === 'asyncmachine_machine_count')?.value).toBe(0);
      expect(collector.requests).toHaveLength(1);
    },
  );

  test('headers, compression and protocol are those of the signal, where it has its own', async () => {
    const { telemetry } = await start({
      OTEL_EXPORTER_OTLP_HEADERS: 'x-team=all',
      OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'x-team=metrics',
      OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'http/protobuf',
      OTEL_EXPORTER_OTLP_METRICS_COMPRESSION: 'gzip',
    });
    work();
    await telemetry.shutdown();
    const expected = { 'x-team': 'metrics', 'content-type': 'application/x-protobuf', 'content-encoding': 'gzip' };
    expect(collector.requests).toMatchObject([{ path: '/v1/metrics', headers: expected }]);
    expect(collector.requests[0]?.bytes.toString()).toContain('asyncmachine.transition.duration');
  });

  test('the address of all signals is that of metrics as well, and of nothing that is off', async () => {
    const { telemetry } = await start({
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: '',
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
    });
    work();
    await telemetry.shutdown();
    expect(collector.requests.map(({ path }) => path)).toEqual(['/v1/metrics']);
  });

  test('the interval is that of OTEL_METRIC_EXPORT_INTERVAL', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
    try {
      const timers = jest.spyOn(globalThis, 'setTimeout');
      const { telemetry } = await start({ OTEL_METRIC_EXPORT_INTERVAL: '12345' });
      expect(timers.mock.calls.map(([, delayMs]) => delayMs)).toContain(12_345);
      jest.useRealTimers();
      await telemetry.shutdown();
    } finally {
      jest.useRealTimers();
    }
  });

  test('a push is given up after OTEL_METRIC_EXPORT_TIMEOUT', async () => {
    collector.status = 503;
    const { telemetry } = await start({ OTEL_METRIC_EXPORT_TIMEOUT: '100' });
    work();
    const from = performance.now();
    await telemetry.flush();
    expect(performance.now() - from).toBeLessThan(700);
    expect([collector.requests.length, telemetry.stats().errors]).toEqual([1, 1]);
    await telemetry.shutdown();
  });

  test('without a receiver machines do the same, and what is lost is counted and told once', async () => {
    await collector.stop();
    const { telemetry } = await start({ OTEL_METRIC_EXPORT_TIMEOUT: '10' });
    expect(work()).toEqual(RESULTS);
    await telemetry.flush();
    const { dropped } = telemetry.stats();
    expect(dropped).toBeGreaterThan(20);
    await telemetry.shutdown();
    const stats = telemetry.stats();
    expect([stats.errors, stats.dropped > dropped]).toEqual([2, true]);
    expect(telemetry.report.warnings).toEqual([expect.stringMatching(/^metrics: .*ECONNREFUSED/)]);
    collector = new Collector();
    await collector.start();
  });

  test('an exporter that is none switches the module off', async () => {
    const { telemetry } = await start({ OTEL_METRICS_EXPORTER: 'none' }, { modules: [otelMetrics()] });
    expect(telemetry.report.modules).toEqual([]);
    await telemetry.shutdown();
  });
});
