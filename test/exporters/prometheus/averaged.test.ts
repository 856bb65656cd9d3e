import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Registry } from 'prom-client';
import { Machine, defineSchema, setSchema } from 'statescope';
import {
  AveragedMetrics,
  PrometheusMetrics,
  bindAveraged,
  bindToRegistry,
  transitionsToPrometheus,
} from '../../../src/exporters/prometheus/index.js';
import type { AveragedOptions } from '../../../src/exporters/prometheus/index.js';
import { Averages } from '../../../src/exporters/prometheus/averaged/averages.js';
import { tracerContract } from '../../../src/testing/index.js';
import { Parent } from '../../../decorators/index.js';
import { parseScrape } from './prometheus-text.js';

const schema = defineSchema({ A: {}, B: { require: ['A'] }, C: { remove: ['A'] } });
class Job extends Machine.of(schema) {
  AState() {
    if (this.is('B')) this.add('C');
  }
}

@Parent(() => Job)
class Part extends Machine.of(schema) {}

function setUp(options: AveragedOptions = {}, id = 'rs-Root:0') {
  const clock = { ms: 0 };
  const registry = new Registry();
  const metrics = new AveragedMetrics({ registry, now: () => clock.ms, ...options } as AveragedOptions);
  metrics.register(registry);
  const job = new Job({ id, tracers: [metrics] });
  return { clock, registry, metrics, job, scrape: () => read(registry) };
}

async function read(registry: Registry): Promise<Record<string, number>> {
  const { lines } = parseScrape(await registry.metrics());
  return Object.fromEntries(lines.map(({ name, value }) => [name, value]));
}

const NAMES = [
  'states',
  'relations',
  'ref_states',
  'queue_size',
  'tx_ticks',
  'exceptions',
  'transitions',
  'states_added',
  'states_removed',
  'states_touched',
  'steps',
  'handlers',
  'tx_time',
  'states_active',
  'states_inactive',
];

describe('the averaged gauges', () => {
  it('are fifteen of each machine, named by its normalised id, and 0 at first', async () => {
    const { scrape } = setUp();
    const values = await scrape();
    expect(Object.keys(values).sort()).toEqual(NAMES.map((name) => `am_${name}_rs_root_0`).sort());
    const { am_states_rs_root_0, am_relations_rs_root_0, am_ref_states_rs_root_0, ...others } = values;
    expect([am_states_rs_root_0, am_relations_rs_root_0, am_ref_states_rs_root_0]).toEqual([4, 2, 2]);
    expect(new Set(Object.values(others))).toEqual(new Set([0]));
  });

  it('are real means of the accepted transitions since the last scrape, and 0 after an interval without any', async () => {
    const { job, scrape, clock } = setUp({}, 'j');
    job.bindTracer({ id: 'slow', transitionStart: () => void (clock.ms += 1.5) });
    job.add('A');
    job.add('B');
    job.add('C'); // removes A, and B with it
    job.add('B'); // canceled
    job.set([]);
    expect(await scrape()).toMatchObject({
      am_transitions_j: 4,
      am_tx_ticks_j: (1 + 1 + 3 + 1) / 4,
      am_states_added_j: 3 / 4,
      am_states_removed_j: 1,
      am_tx_time_j: 1500,
      am_states_active_j: (0 + 1 + 2 + 1) / 4,
      am_states_inactive_j: 4 - (0 + 1 + 2 + 1) / 4,
      am_handlers_j: 1 / 4,
    });
    expect((await scrape())['am_transitions_j']).toBe(0);
    job.add('A');
    expect(await scrape()).toMatchObject({ am_transitions_j: 1, am_handlers_j: 1, am_states_touched_j: 1 });
  });

  it('have the mean length of the queue, and no ticks from before they were bound', async () => {
    const clock = { ms: 0 };
    const registry = new Registry();
    const job = new Job({ id: 'j' });
    job.add('A');
    const metrics = new AveragedMetrics({ now: () => clock.ms });
    metrics.register(registry);
    job.bindTracer(metrics);
    job.bindHandlers({
      BState: () => {
        job.remove('B');
        job.add('C');
      },
    });
    job.add('B');
    expect(await read(registry)).toMatchObject({ am_queue_size_j: (2 + 1 + 0) / 3, am_tx_ticks_j: (1 + 1 + 2) / 3 });
  });

  it('are rounded down and assigned under preset go, as the reference does', async () => {
    const { job, metrics, scrape } = setUp({ preset: 'go', syncOnRead: false }, 'j');
    job.add('A');
    job.add('B');
    job.add('C');
    expect((await scrape())['am_transitions_j']).toBe(0);
    metrics.sync();
    expect(await scrape()).toMatchObject({
      am_transitions_j: 3,
      am_tx_ticks_j: 1,
      am_states_added_j: 1,
      am_steps_j: 0,
    });
  });

  it('follow the schema', async () => {
    const { job, scrape } = setUp({}, 'j');
    setSchema(job, { ...schema, Exception: {}, D: { add: ['A'], after: [] } }, ['A', 'B', 'C', 'Exception', 'D']);
    expect(await scrape()).toMatchObject({ am_states_j: 5, am_relations_j: 4, am_ref_states_j: 3 });
  });

  it('count the activations of chosen states, whose names stay as they are', async () => {
    const { job, scrape } = setUp({ states: ['A'] }, 'J-1');
    job.add('A');
    job.remove('A');
    job.add('A');
    expect((await scrape())['am_state_added_A_j_1']).toBe(2);
    expect((await scrape())['am_state_added_A_j_1']).toBe(0);
  });

  it('have the names of old releases on request', async () => {
    const { scrape } = setUp({ naming: 'v0.7' }, 'j');
    const names = Object.keys(await scrape());
    expect(names).toHaveLength(14);
    expect(names).toEqual(expect.arrayContaining(['mach_j_states_amount', 'mach_j_tx_tick', 'mach_j_tx_time']));
  });

  it('keep their values for two scrapers within a window', async () => {
    const { job, scrape, clock } = setUp({ windowMs: 15_000 }, 'j');
    job.add('A');
    expect((await scrape())['am_transitions_j']).toBe(1);
    clock.ms += 5000;
    job.add('B');
    expect((await scrape())['am_transitions_j']).toBe(1);
    clock.ms += 10_000;
    job.add('C');
    expect((await scrape())['am_transitions_j']).toBe(2);
  });
});

describe('machines of the same name', () => {
  it('get a number, one warning, and lose nothing', async () => {
    const warnings: string[] = [];
    const { metrics, scrape, job } = setUp({ warn: (text) => warnings.push(text) }, 'a-b');
    const [second, third] = [new Job({ id: 'A_b', tracers: [metrics] }), new Job({ id: 'a.b', tracers: [metrics] })];
    job.add('A');
    second.add('A');
    second.add('B');
    third.add('A');
    const { am_transitions_a_b, am_transitions_a_b_2, am_transitions_a_b_3 } = await scrape();
    expect([am_transitions_a_b, am_transitions_a_b_2, am_transitions_a_b_3]).toEqual([1, 2, 1]);
    expect(warnings).toEqual([expect.stringContaining('"A_b"')]);
  });

  it('of two objects, or in a second registry, are shown beside each other', async () => {
    const [one, two] = [setUp({}, 'j'), setUp({}, 'J')];
    const unregister = two.metrics.register(one.registry);
    two.job.add('A');
    const values = await one.scrape();
    expect(values).toMatchObject({ am_transitions_j: 0, am_transitions_j_2: 1 });
    unregister();
    expect(Object.keys(await one.scrape())).toHaveLength(15);
  });

  it('find their place again when the one before is gone', async () => {
    const { metrics, scrape, job } = setUp({}, 'j');
    await job.dispose();
    expect(await scrape()).toEqual({});
    const again = new Job({ id: 'j', tracers: [metrics] });
    again.add('A');
    expect((await scrape())['am_transitions_j']).toBe(1);
  });

  it('are refused under preset go', () => {
    const { registry } = setUp({ preset: 'go' }, 'j');
    const other = new AveragedMetrics({ preset: 'go' });
    new Job({ id: 'J', tracers: [other] });
    expect(() => other.register(registry)).toThrow(/am_states_j/);
  });

  it('whose names others have in the registry step aside', async () => {
    const registry = new Registry();
    new AveragedMetrics().register(registry);
    const labelled = new PrometheusMetrics({ registry });
    const { metrics } = setUp({}, 'x');
    metrics.register(registry);
    new Job({ id: 'states', tracers: [metrics, labelled] }).add('A');
    const values = await read(registry);
    expect(values).toMatchObject({ am_transitions_states: 1, am_transitions_x: 0 });
  });
});

describe('submachines', () => {
  it('that inherit have gauges of their own, until they are disposed of', async () => {
    const { job, scrape } = setUp({}, 'p');
    const part = job.submachine(Part, { id: 'kid' });
    part.add('A');
    expect(await scrape()).toMatchObject({ am_transitions_p: 0, am_transitions_kid: 1 });
    await part.dispose();
    expect(Object.keys(await scrape())).toHaveLength(15);
  });

  it('are synced with their parent', () => {
    const job = new Job({ id: 'p' });
    const bound = bindAveraged(job, { syncOnRead: false });
    const part = job.submachine(Part, { id: 'kid' });
    part.add('A');
    expect(bound.metrics.valuesOf(part.view)['am_transitions_kid']).toBe(0);
    bound.sync();
    expect(bound.metrics.valuesOf(part.view)['am_transitions_kid']).toBe(1);
    bound.close();
    expect(new Set(Object.values(bound.metrics.valuesOf(job.view)))).toEqual(new Set([0]));
  });
});

test('gauges that sync themselves do it at the next accepted transition, before its own sample', () => {
  const clock = { ms: 0 };
  const job = new Job({ id: 'j' });
  const { metrics } = transitionsToPrometheus(job, 1000, { now: () => clock.ms });
  const shown = () => metrics.valuesOf(job.view)['am_transitions_j'];
  job.add('A');
  job.add('B');
  clock.ms += 1000;
  expect(shown()).toBe(0);
  job.add('A');
  expect(shown()).toBe(2);
  clock.ms += 999;
  job.remove('A');
  expect(shown()).toBe(2);
  clock.ms += 1;
  job.add('A');
  expect(shown()).toBe(2);
});

test('the handle takes the gauges out of its registry', async () => {
  const registry = new Registry();
  const job = new Job({ id: 'j' });
  const bound = bindAveraged(job);
  const shown = bindToRegistry(bound, registry);
  expect(Object.keys(await read(registry))).toHaveLength(15);
  await shown.dispose();
  expect(await read(registry)).toEqual({});
  await bound.dispose();
  expect(job.tracers).toEqual([]);
});

describe('the contract', () => {
  tracerContract({ create: () => new AveragedMetrics() });
});

test('states whose names no metric can have are shown by what is left of them, each name once', async () => {
  const registry = new Registry();
  const metrics = new AveragedMetrics({ states: ['A-B', 'A_B', 'A', 'A'] });
  metrics.register(registry);
  const dashed = new (Machine.of(defineSchema({ 'A-B': {}, A_B: {}, A: {} })))({ id: 'q', tracers: [metrics] });
  dashed.add('A-B');
  const values = await read(registry);
  const shown = Object.entries(values).filter(([name]) => name.startsWith('am_state_added_'));
  expect(shown).toEqual([
    ['am_state_added_A_B_q', 1],
    ['am_state_added_A_q', 0],
  ]);
});

test('a registry that its owner cleared shows the gauges again when it is bound again', async () => {
  const { registry, metrics } = setUp();
  registry.clear();
  metrics.register(registry);
  expect(await read(registry)).toHaveProperty('am_transitions_rs_root_0', 0);
});

test('a clock that is set back makes no time negative, and no interval without an end', async () => {
  const { clock, job, scrape } = setUp({ windowMs: 100 });
  clock.ms = 1_000_000;
  await scrape();
  job.bindHandlers({
    BState: () => {
      clock.ms = 10;
    },
  });
  job.add(['A', 'B']);
  expect(await scrape()).toMatchObject({ am_transitions_rs_root_0: 2, am_tx_time_rs_root_0: 0 });
});

test('machines that were let go without an end are averaged no more', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const metrics = new AveragedMetrics();
  metrics.register(new Registry());
  for (let i = 0; i < 200; i++) new Job({ id: `gone-${String(i)}`, tracers: [metrics] }).add('A');
  const kept = new Job({ id: 'kept', tracers: [metrics] });
  const averaged = jest.spyOn(Averages.prototype, 'sync');
  for (let round = 0; round < 10; round++) {
    await new Promise((resolve) => setImmediate(resolve));
    // First, as it holds what was called; garbage that a collection has begun with stays until the next one.
    averaged.mockClear();
    collect();
    metrics.sync();
    if (averaged.mock.calls.length < 10) break;
  }
  expect(averaged.mock.calls.length).toBeLessThan(10);
  kept.add('A');
  expect(metrics.valuesOf(kept.view)).toHaveProperty('am_transitions_kept', 1);
  averaged.mockRestore();
});
