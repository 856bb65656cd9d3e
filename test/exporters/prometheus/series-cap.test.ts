import { Registry } from 'prom-client';
import { PrometheusMetrics } from '../../../src/exporters/prometheus/index.js';
import { METRIC } from '../../../src/semconv-metrics.js';
import { parseScrape, total } from './prometheus-text.js';
import { ScriptedMachine } from './scripted-machine.js';

const MAX = 2000;

async function measured(run: (metrics: PrometheusMetrics) => void) {
  const registry = new Registry();
  const metrics = new PrometheusMetrics({ registry, maxSeries: MAX });
  run(metrics);
  return parseScrape(await registry.metrics());
}

/** As many handlers of one class as it takes to fill any room. */
const manyHandlers = (metrics: PrometheusMetrics, outcome: 'ok' | 'error', count = 200) => {
  const machine = new ScriptedMachine(metrics);
  for (let n = 0; n < count; n++) {
    machine.run({ during: (tx) => machine.handle(tx, `H${n}State`, 'final', outcome) });
  }
  return machine;
};

test('series beyond the cap are not made, and what they would count is counted by the class other', async () => {
  const scrape = await measured((metrics) => manyHandlers(metrics, 'ok'));
  expect(scrape.lines.length).toBeLessThanOrEqual(MAX);
  const calls = `${METRIC.handlerDuration.name}_count`;
  const folded = total(scrape, calls, { machine_class: 'other', handler: 'other', outcome: 'ok' });
  expect(folded).toBeGreaterThan(100);
  expect(total(scrape, calls)).toBe(200);
  expect(total(scrape, METRIC.exporterDropped.name, { signal: 'metered', reason: 'series_limit' })).toBe(folded);
});

test('failures have room of their own when all the rest is taken', async () => {
  const scrape = await measured((metrics) => {
    const machine = manyHandlers(metrics, 'ok');
    machine.run({ error: new TypeError('x'), exception: true });
    machine.run({ accepted: false, cancellation: { reason: 'handler', by: 'ReadyEnter' } });
    machine.run({ during: (tx) => machine.handle(tx, 'LateState', 'final', 'error') });
  });
  const kept = { machine_class: 'Feed' };
  expect(total(scrape, METRIC.transitions.name, { ...kept, error_type: 'TypeError' })).toBe(1);
  expect(total(scrape, METRIC.exceptions.name, { ...kept, error_type: 'TypeError' })).toBe(1);
  expect(total(scrape, METRIC.rejections.name, { ...kept, by: 'ReadyEnter' })).toBe(1);
  expect(
    total(scrape, `${METRIC.handlerDuration.name}_count`, { ...kept, handler: 'LateState', outcome: 'error' }),
  ).toBe(1);
});

test('failures do not break the cap either, and lose nothing but their labels', async () => {
  const scrape = await measured((metrics) => {
    const machine = manyHandlers(metrics, 'error', 300);
    for (let n = 0; n < 300; n++) {
      const error = Object.assign(new Error('x'), { name: `E${n}` });
      machine.run({ error, exception: true });
      machine.run({ accepted: false, cancellation: { reason: 'require', by: `S${n}` } });
      machine.reject('queue_limit');
    }
  });
  expect(scrape.lines.length).toBeLessThanOrEqual(MAX);
  expect(total(scrape, `${METRIC.handlerDuration.name}_count`)).toBe(300);
  expect(total(scrape, METRIC.transitions.name)).toBe(900);
  expect(total(scrape, `${METRIC.transitionDuration.name}_count`)).toBe(900);
  expect(total(scrape, METRIC.rejections.name)).toBe(600);
  expect(total(scrape, METRIC.exceptions.name)).toBe(300);
  expect(total(scrape, METRIC.exceptions.name, { machine_class: 'other', error_type: 'other' })).toBeGreaterThan(0);
});

test('no matter what is thrown at it, a scrape never has more series than the cap', async () => {
  const scrape = await measured((metrics) => {
    for (let n = 0; n < 500; n++) {
      const machine = new ScriptedMachine(metrics, `C${n}`);
      for (const type of ['add', 'remove', 'set'] as const) {
        for (const auto of [false, true]) {
          for (const check of [false, true]) {
            for (const accepted of [true, false]) {
              const error = n % 3 === 0 ? Object.assign(new Error('x'), { name: `E${n}` }) : undefined;
              machine.run({ type, auto, check, accepted, error, exception: error !== undefined && !check });
            }
          }
        }
      }
      machine.run({ during: (tx) => machine.handle(tx, `H${n}State`, 'final', n % 2 === 0 ? 'ok' : 'timeout') });
    }
  });
  expect(scrape.lines.length).toBeLessThanOrEqual(MAX);
  expect(total(scrape, METRIC.machineCount.name)).toBe(500);
});

test('without reaching the cap nothing is dropped and there is no class other', async () => {
  const scrape = await measured((metrics) => manyHandlers(metrics, 'ok', 10));
  expect(total(scrape, METRIC.exporterDropped.name)).toBe(0);
  expect(scrape.lines.some(({ labels }) => labels['machine_class'] === 'other')).toBe(false);
});

test.each([
  [{ maxSeries: 100 }, 'maxSeries is 100: expected a whole number of 2000 or more'],
  [{ maxSeries: Number.NaN }, 'maxSeries is NaN'],
  [{ maxErrorTypes: -1 }, 'maxErrorTypes is -1'],
  [{ maxClasses: 1.5 }, 'maxClasses is 1.5'],
])('a bound that is none is refused: %j', (options, message) => {
  expect(() => new PrometheusMetrics(options)).toThrow(message);
});
