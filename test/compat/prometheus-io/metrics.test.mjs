import assert from 'node:assert/strict';
import { test } from 'node:test';
import 'reflect-metadata';
import { AggregatorRegistry, Counter, Histogram, Registry } from '@prometheus-io/client';
import { Machine, defineSchema, instrument } from 'statescope';
import { METRIC_REGISTRY, startTelemetry } from 'statescope/di';
import { AveragedMetrics, PrometheusMetrics, expose } from 'statescope/exporters/prometheus';
import { container as root } from 'tsyringe';

class Feed extends Machine.of(defineSchema({ Start: {}, Busy: { require: ['Start'] } })) {
  StartState() {}
}
instrument(Feed, { metered: true });

const filled = (registry = new Registry()) => {
  let nowMs = 0;
  const metrics = new PrometheusMetrics({ registry, now: () => nowMs });
  const averaged = new AveragedMetrics({ now: () => nowMs, syncOnRead: false });
  averaged.register(registry);
  new Counter({ name: 'orders_total', help: 'Orders.', labelNames: ['zone'], registers: [registry] }).inc({
    zone: 'a',
  });
  new Histogram({ name: 'took_seconds', help: 'Took.', registers: [registry] }).observe(0.2);
  const feed = new Feed({ id: 'feed', tracers: [metrics, averaged] });
  feed.add('Start');
  nowMs += 1500;
  feed.add('Busy');
  feed.remove('Start');
  averaged.sync();
  return registry;
};

test('our writer writes what its registry writes', async () => {
  const registry = filled();
  registry.setDefaultLabels({ shard: '7' });
  assert.equal((await expose(registry, 'text')).body, await registry.metrics());
});

test('both formats are there, and the registry keeps its type', async () => {
  const registry = filled();
  const open = await expose(registry, 'openmetrics');
  assert.match(open.body, /# TYPE orders counter\norders_total\{zone="a"\} 1\n/);
  assert.match(open.body, /# TYPE asyncmachine_transitions counter\nasyncmachine_transitions_total\{/);
  assert.ok(open.body.endsWith('# EOF\n'));
  assert.equal(registry.contentType, Registry.PROMETHEUS_CONTENT_TYPE);
});

test('a registry of the OpenMetrics type has the names of that format', async () => {
  const registry = filled(new Registry(Registry.OPENMETRICS_CONTENT_TYPE));
  const text = await registry.metrics();
  assert.match(text, /\nasyncmachine_transitions_total\{/);
  assert.doesNotMatch(text, /_total_total/);
});

test('processes are aggregated', async () => {
  const all = await Promise.all([filled(), filled()].map((registry) => registry.getMetricsAsJSON()));
  const text = await AggregatorRegistry.aggregate(all).metrics();
  assert.match(text, /^asyncmachine_machine_count\{machine_class="Feed"\} 2$/m);
  assert.match(text, /^asyncmachine_machine_states\{machine_class="Feed"\} 3$/m);
});

test('telemetry serves it', async () => {
  const container = root.createChildContainer();
  const registry = new Registry();
  container.register(METRIC_REGISTRY, { useValue: registry });
  const metrics = { exporter: 'prometheus', port: 0 };
  const telemetry = await startTelemetry(container, { configFile: false, environment: {}, metrics });
  new Feed({ container }).add('Start');
  const text = await (await fetch(telemetry.metricsUrl)).text();
  assert.match(text, /^asyncmachine_transitions_total\{machine_class="Feed".*\} 1$/m);
  await telemetry.shutdown();
  assert.deepEqual(registry.getMetricsAsArray(), []);
});
