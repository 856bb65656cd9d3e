import { MessageChannel, Worker } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { AggregatorRegistry, Counter, Registry } from 'prom-client';
import { Machine, defineSchema } from 'statescope';
import { PrometheusMetrics, ThreadRegistry, expose, shareMetrics } from '../../../src/exporters/prometheus/index.js';
import type { MetricsPort } from '../../../src/exporters/prometheus/index.js';
import { METRIC } from '../../../src/semconv-metrics.js';
import { FakeClock } from '../../../src/testing/index.js';
import { parseScrape, total } from './prometheus-text.js';

class Job extends Machine.of(defineSchema({ Start: {}, Busy: {} })) {}

/** What one process or thread has. */
function work(jobs: number, ageMs: number) {
  const clock = { ms: 0 };
  const registry = new Registry();
  const metrics = new PrometheusMetrics({ registry, now: () => clock.ms });
  for (let made = 0; made < jobs; made++) new Job({ tracers: [metrics] }).add('Start');
  new Counter({ name: 'orders_total', help: 'Orders.', registers: [registry] }).inc(jobs);
  clock.ms += ageMs;
  return registry;
}

const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

/** Both ends of a thread. */
function thread(registry?: Registry) {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  if (registry !== undefined) shareMetrics(port2, registry);
  return port1 as MetricsPort & MessagePort;
}

async function check(text: string): Promise<void> {
  const scrape = parseScrape(text);
  expect(total(scrape, METRIC.transitions.name)).toBe(5);
  expect(total(scrape, METRIC.machineCount.name)).toBe(5);
  expect(total(scrape, `${METRIC.transitionTicks.name}_count`)).toBe(5);
  expect(total(scrape, METRIC.stateOldest.name, { state: 'Start' })).toBe(7);
  expect(total(scrape, METRIC.machineStates.name)).toBe(3);
  expect(total(scrape, 'orders_total')).toBe(5);
}

test('processes of a cluster are put together by prom-client as it does with its own metrics', async () => {
  const answers = await Promise.all([work(2, 7000), work(3, 4000)].map((registry) => registry.getMetricsAsJSON()));
  const sent: unknown = JSON.parse(JSON.stringify(answers));
  await check(await AggregatorRegistry.aggregate(sent as object[]).metrics());
});

test('threads are put together with the one that is scraped, in either format', async () => {
  const timers = new FakeClock();
  const all = new ThreadRegistry({ registry: work(1, 1000), timers });
  all.add(thread(work(1, 7000)));
  all.add(thread(work(3, 4000)));
  await check(await all.metrics());
  await check((await expose(all, 'text')).body);
  const { body, contentType } = await expose(all, 'openmetrics');
  expect(contentType).toContain('openmetrics');
  expect(body).toContain('# TYPE asyncmachine_transitions counter\n');
});

test('a thread that does not answer, fails, or is taken out is not in the scrape', async () => {
  const errors: string[] = [];
  const timers = new FakeClock();
  const all = new ThreadRegistry({
    registry: work(5, 7000),
    timers,
    onError: (error) => errors.push(String(error)),
  });
  all.add(thread());
  const failing = new Registry();
  failing.getMetricsAsJSON = () => Promise.reject(new Error('busy'));
  all.add(thread(failing));
  all.add(thread(work(1, 1)))();
  const text = all.metrics();
  while (errors.length === 0) await new Promise((resolve) => setImmediate(resolve));
  timers.advance(1000);
  await check(await text);
  expect(errors).toEqual([
    'Error: metrics of a worker thread: Error: busy',
    'Error: metrics of a worker thread: no answer within 1000 ms',
  ]);
});

test('messages of the program are left alone', async () => {
  const port = thread(work(1, 1));
  const seen: unknown[] = [];
  port.on('message', (message) => seen.push(message));
  port.postMessage({ kind: 'mine', request: 1 });
  const all = new ThreadRegistry();
  all.add(port);
  expect(await all.metrics()).toContain('orders_total 1');
  expect(seen).toHaveLength(1);
});

test('a real worker answers', async () => {
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads');
     parentPort.on('message', ({ kind, request }) => parentPort.postMessage({ kind, request, metrics: [
       { name: 'a', help: 'A.', type: 'gauge', aggregator: 'sum', values: [{ value: 2, labels: {} }] } ] }));`,
    { eval: true },
  );
  const all = new ThreadRegistry({ timeoutMs: 10_000 });
  all.add(worker);
  expect(await all.metrics()).toContain('a 2\n');
  await worker.terminate();
});
