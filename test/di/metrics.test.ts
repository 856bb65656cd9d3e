import 'reflect-metadata';
import { Counter, Registry } from 'prom-client';
import { container } from 'tsyringe';
import { Metered, Parent } from '../../decorators/index.js';
import { METRIC_REGISTRY, prometheus, startTelemetry } from '../../src/di/index.js';
import type { StartOptions } from '../../src/di/index.js';
import { Machine, defineSchema } from '../../src/index.js';
import { PushgatewayDouble } from '../exporters/prometheus/pushgateway-double.js';
import { parseScrape, total } from '../exporters/prometheus/prometheus-text.js';

@Metered()
class Job extends Machine.of(defineSchema({ Start: {}, Busy: {} })) {
  StartState() {}
}

@Parent(() => Job)
class Task extends Machine.of(defineSchema({ Start: {} })) {}

function start(options: StartOptions, registry?: Registry) {
  const child = container.createChildContainer();
  if (registry !== undefined) child.register(METRIC_REGISTRY, { useValue: registry });
  return startTelemetry(child, { environment: {}, configFile: false, ...options });
}

const scrape = async (registry: Registry) => parseScrape(await registry.metrics());

test('what is timed, and the label of the machine, are configured', async () => {
  const registry = new Registry();
  const telemetry = await start({ metrics: { durations: 'transitions', machineId: true } }, registry);
  new Job({ id: 'job-1' }).add('Start');
  const text = await scrape(registry);
  expect(total(text, 'asyncmachine_transitions_total', { machine_id: 'job-1' })).toBe(1);
  expect(total(text, 'asyncmachine_transition_duration_seconds_count', { machine_id: 'job-1' })).toBe(1);
  expect(total(text, 'asyncmachine_handler_duration_seconds_count')).toBe(0);
  await telemetry.shutdown();
});

test('averaged gauges come with preset go, or when they are asked for', async () => {
  const gauges = async (options: StartOptions) => {
    const registry = new Registry();
    const telemetry = await start(options, registry);
    const job = new Job({ id: 'Work-1' });
    const task = job.submachine(Task, { id: 'task' });
    task.add('Start');
    job.add('Busy');
    const { lines } = await scrape(registry);
    await task.dispose();
    await job.dispose();
    await telemetry.shutdown();
    expect(registry.getMetricsAsArray()).toEqual([]);
    return Object.fromEntries(
      lines.filter(({ name }) => name.startsWith('am_')).map(({ name, value }) => [name, value]),
    );
  };
  expect(await gauges({})).toEqual({});
  expect(await gauges({ preset: 'go' })).toMatchObject({ am_transitions_work_1: 1, am_transitions_task: 1 });
  const own = await gauges({ metrics: { averaged: true, averagedStates: ['Busy'] } });
  expect(own).toMatchObject({ am_transitions_work_1: 1, am_state_added_Busy_work_1: 1 });
  expect(await gauges({ preset: 'go', metrics: { averaged: false } })).toEqual({});
});

describe('a Pushgateway', () => {
  let gateway: PushgatewayDouble;
  beforeEach(async () => (gateway = await new PushgatewayDouble().start()));
  afterEach(() => gateway.stop());

  test('gets what is there at the end, and loses it again; no port is opened', async () => {
    const telemetry = await start({ service: 'jobs', metrics: { push: { url: gateway.url, instance: 'one' } } });
    expect([telemetry.report.modules, telemetry.metricsUrl]).toEqual([['prometheus'], undefined]);
    new Job().add('Start');
    await telemetry.flush();
    new Job().add('Start');
    await telemetry.shutdown();
    expect(gateway.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'PUT /metrics/job/jobs/instance/one',
      'PUT /metrics/job/jobs/instance/one',
      'DELETE /metrics/job/jobs/instance/one',
    ]);
    const [first, last] = gateway.requests.map(({ body }) => parseScrape(body === '' ? '\n' : body));
    expect(total(first!, 'asyncmachine_transitions_total')).toBe(1);
    expect(total(last!, 'asyncmachine_transitions_total')).toBe(2);
  });

  test("gets the metrics of a registry of one's own as well, by a module in code", async () => {
    const registry = new Registry();
    new Counter({ name: 'orders_total', help: 'Orders.', registers: [registry] }).inc(4);
    const push = { url: gateway.url, job: 'shop', grouping: {}, deleteAtEnd: false };
    const telemetry = await start({ modules: [prometheus({ registry, serve: false, push })] });
    await telemetry.shutdown();
    expect(gateway.requests.map(({ path }) => path)).toEqual(['/metrics/job/shop']);
    expect(gateway.requests[0]?.body).toContain('orders_total 4\n');
    expect(await registry.metrics()).toContain('orders_total 4');
  });

  test('that refuses is reported once, counted, and stops nothing', async () => {
    gateway.answers.push(503, 401, 200);
    const telemetry = await start({ metrics: { push: { url: gateway.url } } });
    const job = new Job();
    await telemetry.flush();
    await telemetry.flush();
    expect(job.add('Start')).toBe(0);
    expect(telemetry.report.warnings).toEqual([expect.stringContaining('503')]);
    await telemetry.shutdown();
    expect(gateway.requests).toHaveLength(4);
  });
});

test('two containers share a registry, and neither loses a series', async () => {
  const registry = new Registry();
  const [one, two] = [await start({}, registry), await start({}, registry)];
  one.run(() => new Job().add('Start'));
  two.run(() => new Job().add('Start'));
  expect(total(await scrape(registry), 'asyncmachine_transitions_total')).toBe(2);
  await one.shutdown();
  expect(total(await scrape(registry), 'asyncmachine_transitions_total')).toBe(1);
  await two.shutdown();
});
