import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { Machine, defineSchema } from 'statescope';
import { AveragedMetrics, PrometheusMetrics } from '../../../src/exporters/prometheus/index.js';
import { GROUP_OF_FAMILY } from '../../../src/exporters/prometheus/measured-groups.js';
import { AVERAGED_METRIC } from '../../../src/semconv-averages.js';
import { METRIC } from '../../../src/semconv-metrics.js';
import { parseScrape, total } from './prometheus-text.js';

const page = readFileSync(join(__dirname, '../../../src/exporters/prometheus/README.md'), 'utf8');

/** Rows of the table with this first column. */
function rows(column: string): readonly (readonly string[])[] {
  const start = page.split('\n').findIndex((line) => line.startsWith(`| ${column} `));
  const lines = page.split('\n').slice(start + 2);
  return lines
    .slice(
      0,
      lines.findIndex((line) => !line.startsWith('|')),
    )
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
}

test('the table of families has every family of classes, with type, labels and group', () => {
  const families = Object.values(METRIC).filter(({ name }) => GROUP_OF_FAMILY[name] !== undefined);
  expect([...rows('Family')].sort()).toEqual(
    families.map(({ name, type, labels }) => [name, type, labels.join(', '), GROUP_OF_FAMILY[name]]).sort(),
  );
});

test('each of the fifteen averaged gauges has a counterpart in a family there is', () => {
  const names = Object.values(METRIC).map(({ name }): string => name);
  const gauges = rows('Gauge');
  expect(gauges.map(([gauge]) => gauge)).toEqual(Object.values(AVERAGED_METRIC).map(({ name }) => `${name}_<id>`));
  expect(gauges.filter(([, family = '']) => !names.includes(family))).toEqual([]);
});

test('and the counterpart says the same, as the table has it', async () => {
  class Job extends Machine.of(defineSchema({ A: {}, B: { require: ['A'] }, C: { remove: ['A'], multi: true } })) {
    AState() {}
    CEnter() {}
  }
  const clock = { ms: 0 };
  const now = () => clock.ms;
  const registry = new Registry();
  const averaged = new AveragedMetrics({ now });
  averaged.register(registry);
  const job = new Job({ id: 'j', tracers: [averaged, new PrometheusMetrics({ registry, now })] });
  job.bindHandlers({ BState: () => void (clock.ms += 3) });
  for (const state of ['A', 'B', 'C', 'C', 'B'] as const) job.add(state);
  job.addErr(new Error('x'));
  const text = parseScrape(await registry.metrics());
  const gauge = (name: string) => total(text, `am_${name}_j`);
  const family = (name: string, labels = {}) => total(text, `asyncmachine_${name}`, labels);
  const mean = (name: string, labels = {}) => family(`${name}_sum`, labels) / family(`${name}_count`, labels);
  expect(gauge('states')).toBe(family('machine_states'));
  expect(gauge('relations')).toBe(family('machine_relations'));
  expect(gauge('ref_states')).toBe(family('machine_relation_refs'));
  expect(gauge('queue_size')).toBe(family('queue_length'));
  expect(gauge('tx_ticks')).toBeCloseTo(mean('transition_ticks'), 9);
  expect(gauge('exceptions')).toBe(family('exceptions_total'));
  expect(gauge('transitions')).toBe(family('transitions_total', { result: 'executed' }));
  expect(gauge('states_added')).toBeCloseTo(mean('transition_states', { change: 'added' }), 9);
  expect(gauge('states_touched')).toBeCloseTo(mean('transition_states', { change: 'touched' }), 9);
  expect(gauge('steps')).toBeCloseTo(mean('transition_steps'), 9);
  expect(gauge('handlers')).toBeCloseTo(mean('transition_handlers'), 9);
  expect(gauge('tx_time')).toBeCloseTo(mean('transition_duration_seconds', { result: 'executed' }) * 1e6, 6);
  const machines = family('machine_count');
  expect(family('states_active') / machines).toBe(job.activeStates().length);
  expect(family('states_inactive') / machines).toBe(job.stateNames.length - job.activeStates().length);
});
