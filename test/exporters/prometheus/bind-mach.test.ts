import { Registry } from 'prom-client';
import { PrometheusMetrics, bindMach, bindToRegistry } from '../../../src/exporters/prometheus/index.js';
import { Feed, Item } from '../../support/machines.js';

const total = 'asyncmachine_transitions_total{machine_class="Feed"';

test('a machine and its submachines are metered, and shown in the registry, until the handle ends', async () => {
  const registry = new Registry();
  const feed = new Feed();
  const metered = bindMach(feed);
  const shown = bindToRegistry(metered, registry);
  expect([metered.id, shown.id]).toEqual(['prometheus', 'prometheus']);
  feed.add('Start');
  feed.submachine(Item).add('Start');
  const text = await registry.metrics();
  expect(text).toContain(total);
  expect(text).toContain('asyncmachine_transitions_total{machine_class="Item"');
  await metered.dispose();
  expect(await registry.metrics()).toBe('\n');
  expect(feed.tracers).toEqual([]);
});

test('metrics leave one registry and stay in the other', async () => {
  const [first, second] = [new Registry(), new Registry()];
  const feed = new Feed();
  const { metrics } = bindMach(feed);
  const handle = bindToRegistry(metrics, first);
  bindToRegistry(metrics, second);
  feed.add('Start');
  await handle.dispose();
  await handle.dispose();
  expect(await first.metrics()).toBe('\n');
  expect(await second.metrics()).toContain(total);
});

test('several machines may share metrics, which none of their handles ends', async () => {
  const registry = new Registry();
  const metrics = new PrometheusMetrics({ registry });
  const [a, b] = [new Feed(), new Feed()];
  const handle = bindMach(a, metrics);
  expect(bindMach(b, metrics).metrics).toBe(metrics);
  b.add('Start');
  await handle.dispose();
  expect([a.tracers, b.tracers]).toEqual([[], [metrics]]);
  expect(await registry.metrics()).toContain(total);
});

test('it can be left with await using', async () => {
  const feed = new Feed();
  {
    await using metered = bindMach(feed, { id: 'mine' });
    expect(feed.tracers).toEqual([metered.metrics]);
  }
  expect(feed.tracers).toEqual([]);
});
