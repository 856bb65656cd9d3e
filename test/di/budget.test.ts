import 'reflect-metadata';
import { container as root } from 'tsyringe';
import { Registry } from 'prom-client';
import { Metered, Parent, Traced } from '../../decorators/index.js';
import { Machine, defineSchema } from '../../src/index.js';
import { budgetOf, memory, otelTraces, prometheus, startTelemetry } from '../../src/di/index.js';
import type { StartOptions, Telemetry } from '../../src/di/index.js';
import { METRIC } from '../../src/semconv-metrics.js';
import { parseScrape } from '../exporters/prometheus/prometheus-text.js';

const schema = defineSchema({
  Start: {},
  Ready: { auto: true, require: ['Start'] },
  Loading: { require: ['Start'], remove: ['Ready'] },
  Locked: { require: ['Never'] },
  Never: {},
  Exception: { multi: true },
});

@Traced()
@Metered()
class Feed extends Machine.of(schema) {
  LoadingEnter() {
    return !this.is('Never');
  }
  async LoadingState() {
    await Promise.resolve();
    throw new RangeError('late');
  }
  ReadyState() {
    throw new TypeError('x');
  }
}

@Parent(() => Feed)
class Item extends Machine.of(schema) {
  StartState() {}
}

@Metered()
class Small extends Machine.of(defineSchema({ Start: {} })) {}

class Unmarked extends Machine.of(schema) {}

let running: Telemetry | undefined;
afterEach(async () => {
  await running?.shutdown();
});

const start = async (options: StartOptions): Promise<Telemetry> =>
  (running = await startTelemetry(root.createChildContainer(), { environment: {}, configFile: false, ...options }));

const named = (telemetry: Telemetry, ...names: readonly string[]) =>
  telemetry.budget().classes.filter(({ className }) => names.includes(className));

async function live(): Promise<void> {
  const feed = new Feed({ queueLimit: 2 });
  const item = feed.submachine(Item);
  const small = new Small();
  for (const machine of [feed, item]) {
    machine.add('Start');
    machine.canAdd('Loading');
    machine.add('Locked');
    machine.add('Loading');
    machine.add('Never');
    machine.set(['Start', 'Loading']);
    machine.addErr(new SyntaxError('y'));
    machine.remove('Exception');
  }
  small.add('Start');
  await new Promise((resolve) => setImmediate(resolve));
  await feed.dispose();
  feed.add('Start');
}

test('a scrape never shows more of a class and a family than its budget', async () => {
  const registry = new Registry();
  const telemetry = await start({ modules: [prometheus({ registry, serve: false, maxErrorTypes: 3 })] });
  await live();
  const { lines } = parseScrape(await registry.metrics());
  for (const { className, families, series } of named(telemetry, 'Feed', 'Item', 'Small')) {
    const mine = lines.filter(({ labels }) => labels['machine_class'] === className);
    expect(mine.length).toBeGreaterThan(0);
    expect(mine.length).toBeLessThanOrEqual(series);
    for (const [family, bound] of Object.entries(families)) {
      expect([family, mine.filter(({ name }) => name.startsWith(family)).length <= bound]).toEqual([family, true]);
    }
  }
  expect(named(telemetry, 'Feed', 'Item', 'Small')).toHaveLength(3);
});

test('the budget is known before there is a machine, the largest class first', async () => {
  const telemetry = await start({ modules: [prometheus({ registry: new Registry(), serve: false })] });
  const { classes, series, maxSeries } = telemetry.budget();
  expect(classes.map(({ className }) => className)).toEqual(expect.arrayContaining(['Feed', 'Item', 'Small']));
  expect(series).toBe(classes.reduce((sum, each) => sum + each.series, 0));
  expect(classes.map((each) => each.series)).toEqual(classes.map((each) => each.series).sort((a, b) => b - a));
  expect(maxSeries).toBe(20_000);
});

test('only sinks that run count, with their settings', async () => {
  const telemetry = await start({ modules: [otelTraces({ exporter: 'memory', skipTransitions: true })] });
  const [feed] = named(telemetry, 'Feed');
  expect(feed).toMatchObject({ series: 0, families: {} });
  expect(feed?.spanNames).toContain('<i>:Ready');
  expect(feed?.spanNames.some((name) => name.includes('[add]'))).toBe(false);
  expect(telemetry.budget().maxSeries).toBeUndefined();
});

test('what a module is made of counts too', async () => {
  const [feed] = named(await start({ modules: [memory()] }), 'Feed');
  expect(feed?.spanNames).toContain('<i>: [add] Ready');
});

test('a class that is switched off has no budget', async () => {
  const telemetry = await start({
    modules: [prometheus({ registry: new Registry(), serve: false })],
    classes: { Small: false },
  });
  expect(named(telemetry, 'Small')).toEqual([]);
  telemetry.toggle('Small', { metered: true });
  expect(named(telemetry, 'Small')).toHaveLength(1);
});

test('classes without marks count once they are instrumented, those without a schema are named', async () => {
  class Bare extends Machine {
    constructor() {
      super(schema);
    }
  }
  const telemetry = await start({
    modules: [prometheus({ registry: new Registry(), serve: false })],
    instrumentUnmarked: true,
  });
  expect(named(telemetry, 'Unmarked')).toEqual([]);
  const machines = [new Unmarked(), new Bare()];
  expect(named(telemetry, 'Unmarked')).toHaveLength(1);
  expect(telemetry.budget().unknown).toEqual(['Bare']);
  for (const machine of machines) await machine.dispose();
});

test('a class alone has a budget without any telemetry', () => {
  const { className, series, families, spanNames } = budgetOf(Feed, { limits: { maxErrorTypes: 0 } });
  expect(className).toBe('Feed');
  expect(series).toBe(Object.values(families).reduce((a, b) => a + b, 0));
  expect(families[METRIC.machineCount.name]).toBe(1);
  expect(spanNames).toContain('mach:<i>:<id>');
  expect(budgetOf(Feed).series).toBe(series + 16 * (2 + 2 * 23 + 1));
  expect(budgetOf(Unmarked)).toEqual({ className: 'Unmarked', series: 0, families: {}, spanNames: [], streams: [] });
});
