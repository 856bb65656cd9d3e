import { Counter, Gauge, Registry } from 'prom-client';
import type { OpenMetricsContentType } from 'prom-client';
import { createRegistry, PrometheusMetrics } from '../../../src/exporters/prometheus/index.js';
import type { MetricRegistry } from '../../../src/exporters/prometheus/index.js';
import { LABEL } from '../../../src/semconv.js';
import { METRIC } from '../../../src/semconv-metrics.js';
import { SELF_METRIC } from '../../../src/semconv-self.js';
import { parseScrape, total } from './prometheus-text.js';
import { ScriptedMachine } from './scripted-machine.js';

const { span, log, ...others } = SELF_METRIC;
const selfFamilies = [...Object.values(span), ...Object.values(log), ...Object.values(others)];
const names = [...Object.values(METRIC), ...selfFamilies].map(({ name }) => name);
const namesIn = (registry: Registry) => registry.getMetricsAsArray().map(({ name }) => name);
const scrape = async (registry: MetricRegistry) => parseScrape(await registry.metrics());

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('the families in a registry', () => {
  it('are all that the schema of names has, with their help and type', async () => {
    const registry = new Registry();
    new PrometheusMetrics({ registry });
    expect(namesIn(registry).sort()).toEqual([...names].sort());
    const { types } = await scrape(registry);
    for (const { name, type } of Object.values(METRIC)) expect(types.get(name)).toBe(type);
  });

  it('have the class as their first label, and no label that the schema of names lacks', async () => {
    const registry = new Registry();
    const metrics = new PrometheusMetrics({ registry });
    const feed = new ScriptedMachine(metrics);
    feed.run({ during: (transition) => feed.handle(transition, 'AState', 'final', 'ok') });
    feed.run({ accepted: false, cancellation: { reason: 'require', by: 'A' }, error: new Error('x') });
    feed.run({ exception: true, error: new Error('x') });
    for (const { name, labels } of Object.values(METRIC)) {
      const known = [LABEL.machineClass, ...labels, 'le'];
      const lines = (await registry.getSingleMetricAsString(name)).split('\n').slice(2);
      for (const line of lines) {
        expect(line).toMatch(/^\w+\{(?:le="[^"]*",)?machine_class="Feed"/);
        const used = [...line.matchAll(/(\w+)="/g)].map((match) => match[1]);
        expect(known).toEqual(expect.arrayContaining(used));
      }
    }
  });

  it('stand beside the metrics of others, under their default labels', async () => {
    const registry = new Registry();
    registry.setDefaultLabels({ zone: 'b' });
    new Counter({ name: 'orders_total', help: 'Orders.', registers: [registry] }).inc(3);
    const metrics = new PrometheusMetrics({ registry });
    new ScriptedMachine(metrics).run();
    const text = await scrape(registry);
    expect(total(text, 'orders_total', { zone: 'b' })).toBe(3);
    expect(total(text, METRIC.transitions.name, { machine_class: 'Feed', zone: 'b' })).toBe(1);
    await metrics.shutdown();
    expect(namesIn(registry)).toEqual(['orders_total']);
  });

  it('are also read as JSON', async () => {
    const registry = new Registry();
    new ScriptedMachine(new PrometheusMetrics({ registry })).run();
    const family = (await registry.getMetricsAsJSON()).find(({ name }) => name === METRIC.machineCount.name);
    expect(family).toMatchObject({ type: 'gauge', aggregator: 'sum', values: [{ value: 1 }] });
  });

  it('have the names that OpenMetrics wants in a registry of that type', async () => {
    const registry = new Registry<OpenMetricsContentType>();
    registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
    new ScriptedMachine(new PrometheusMetrics({ registry })).run();
    for (let scrapes = 0; scrapes < 2; scrapes++) {
      const text = await registry.metrics();
      expect(text).toContain('# TYPE asyncmachine_transitions counter\nasyncmachine_transitions_total{');
      expect(text.endsWith('# EOF\n')).toBe(true);
    }
  });

  it('keep counting when the registry resets its metrics', async () => {
    const registry = new Registry();
    new ScriptedMachine(new PrometheusMetrics({ registry })).run();
    registry.resetMetrics();
    expect(total(await scrape(registry), METRIC.transitions.name)).toBe(1);
  });

  it('are one series where names differ in halves of surrogate pairs alone, which no scrape can hold', async () => {
    const registry = new Registry();
    const metrics = new PrometheusMetrics({ registry });
    for (const className of ['x\ud800', 'x\ud801']) new ScriptedMachine(metrics, className).run();
    const text = await registry.getSingleMetricAsString(METRIC.machineCount.name);
    expect(text.split('\n').slice(2)).toEqual([`${METRIC.machineCount.name}{machine_class="x\ufffd"} 2`]);
  });

  it('escape what a name can hold', async () => {
    const registry = new Registry();
    new ScriptedMachine(new PrometheusMetrics({ registry }), 'a"b\\c\nd').run();
    expect(await registry.metrics()).toContain('machine_class="a\\"b\\\\c\\nd"');
    await expect(scrape(registry)).resolves.toBeDefined();
  });
});

describe('registering', () => {
  it('in the same registry a second time changes nothing', async () => {
    const registry = new Registry();
    const metrics = new PrometheusMetrics({ registry });
    metrics.register(registry);
    new ScriptedMachine(metrics).run();
    expect(total(await scrape(registry), METRIC.transitions.name)).toBe(1);
  });

  it('in two registries shows the same numbers in both', async () => {
    const [one, two] = [new Registry(), new Registry()];
    const metrics = new PrometheusMetrics({ registry: one });
    new ScriptedMachine(metrics).run();
    metrics.register(two);
    expect(await two.metrics()).toBe(await one.metrics());
    await metrics.shutdown();
    expect([...namesIn(one), ...namesIn(two)]).toEqual([]);
  });

  it('two objects in one registry gives each series once, as the sum', async () => {
    const registry = new Registry();
    const [one, two] = [new PrometheusMetrics({ registry }), new PrometheusMetrics({ registry })];
    new ScriptedMachine(one, 'Feed').run();
    new ScriptedMachine(two, 'Feed').run();
    new ScriptedMachine(two, 'Item').run();
    const text = await scrape(registry);
    expect(total(text, METRIC.transitions.name, { machine_class: 'Feed' })).toBe(2);
    expect(total(text, METRIC.machineCount.name, { machine_class: 'Feed' })).toBe(2);
    expect(total(text, METRIC.transitions.name, { machine_class: 'Item' })).toBe(1);
    await one.shutdown();
    expect(total(await scrape(registry), METRIC.transitions.name)).toBe(2);
    await two.shutdown();
    expect(namesIn(registry)).toEqual([]);
  });

  it('again after its owner cleared it shows them again, those of every object', async () => {
    const registry = new Registry();
    const both = [new PrometheusMetrics({ registry }), new PrometheusMetrics({ registry })];
    for (const metrics of both) new ScriptedMachine(metrics).run();
    registry.clear();
    for (const metrics of both) metrics.register(registry);
    expect(total(await scrape(registry), METRIC.transitions.name)).toBe(2);
    await both[0]?.shutdown();
    await both[1]?.shutdown();
    expect(namesIn(registry)).toEqual([]);
  });

  it('where a foreign metric has our name is refused with the name, and leaves nothing behind', () => {
    const registry = new Registry();
    new Gauge({ name: METRIC.machineCount.name, help: 'Theirs.', registers: [registry] });
    const error = thrownBy(() => new PrometheusMetrics({ registry }));
    expect(error).toMatchObject({ code: 'EXPORTER' });
    expect(String(error)).toContain(METRIC.machineCount.name);
    expect(namesIn(registry)).toEqual([METRIC.machineCount.name]);
  });

  it('where the registry throws is refused with the cause', () => {
    const cause = new Error('full');
    const registry = Object.assign(new Registry(), {
      registerMetric: () => {
        throw cause;
      },
    });
    expect(thrownBy(() => new PrometheusMetrics({ registry }))).toMatchObject({ code: 'EXPORTER', cause });
  });
});

describe('shutting down', () => {
  it('is safe twice and leaves what others registered under our names since', async () => {
    const registry = new Registry();
    const metrics = new PrometheusMetrics({ registry });
    registry.clear();
    new Gauge({ name: METRIC.machineCount.name, help: 'Theirs.', registers: [registry] });
    await metrics.shutdown();
    await metrics.shutdown();
    expect(namesIn(registry)).toEqual([METRIC.machineCount.name]);
  });

  it('never rejects, and is not shown any more by a registry that lets nothing go', async () => {
    const registry = Object.assign(new Registry(), {
      removeSingleMetric: () => {
        throw new Error('no');
      },
    });
    const metrics = new PrometheusMetrics({ registry });
    new ScriptedMachine(metrics).run();
    await expect(metrics.shutdown()).resolves.toBeUndefined();
    expect((await scrape(registry)).lines).toEqual([]);
  });

  it('lets the object be registered again', async () => {
    const registry = new Registry();
    const metrics = new PrometheusMetrics({ registry });
    new ScriptedMachine(metrics).run();
    await metrics.shutdown();
    metrics.register(registry);
    expect(total(await scrape(registry), METRIC.transitions.name)).toBe(1);
  });
});

describe('losses of exporters', () => {
  it('are shown by signal and reason, equal ones added up', async () => {
    const registry = new Registry();
    const losses = () => ({
      dropped: [
        { signal: 'traced', reason: 'queue_full', count: 2 },
        { signal: 'logged', reason: 'queue_full', count: 1 },
        { signal: 'traced', reason: 'queue_full', count: 3 },
      ],
      errors: [{ signal: 'traced', count: 4 }],
    });
    const metrics = new PrometheusMetrics({ registry, losses });
    const text = await scrape(registry);
    expect(total(text, METRIC.exporterDropped.name, { signal: 'traced', reason: 'queue_full' })).toBe(5);
    expect(total(text, METRIC.exporterDropped.name, { signal: 'logged' })).toBe(1);
    expect(total(text, METRIC.exporterErrors.name, { signal: 'traced' })).toBe(4);
    expect(metrics.seriesCount()).toBe(3);
  });

  it('that can not be read cost no scrape and are counted', async () => {
    const registry = new Registry();
    const losses = () => {
      throw new Error('no');
    };
    new ScriptedMachine(new PrometheusMetrics({ registry, losses })).run();
    const text = await scrape(registry);
    expect(total(text, METRIC.transitions.name)).toBe(1);
    expect(total(text, METRIC.exporterErrors.name, { signal: 'metered' })).toBeGreaterThan(0);
  });
});

describe('a registry of our own', () => {
  it('is one of prom-client, empty, with the text format 0.0.4', async () => {
    const registry = await createRegistry();
    expect(registry.contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect((await registry.metrics()).trim()).toBe('');
  });

  it('is one of the successor of prom-client where that alone is installed', async () => {
    class Successor {}
    jest.resetModules();
    jest.doMock('prom-client', () => {
      throw new Error('not found');
    });
    jest.doMock('@prometheus-io/client', () => ({ Registry: Successor }), { virtual: true });
    const fresh = await import('../../../src/exporters/prometheus/registry.js');
    expect(await fresh.createRegistry()).toBeInstanceOf(Successor);
    jest.dontMock('prom-client');
    jest.dontMock('@prometheus-io/client');
  });

  it('that is not installed is named with the command that installs it', async () => {
    jest.resetModules();
    jest.doMock('prom-client', () => {
      throw new Error('not found');
    });
    const fresh = await import('../../../src/exporters/prometheus/registry.js');
    await expect(fresh.createRegistry()).rejects.toMatchObject({
      code: 'DEPENDENCY',
      message: expect.stringContaining('npm install prom-client') as string,
    });
    jest.dontMock('prom-client');
  });
});
