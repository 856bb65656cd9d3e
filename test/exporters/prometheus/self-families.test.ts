import { Registry } from 'prom-client';
import { PrometheusMetrics } from '../../../src/exporters/prometheus/index.js';
import type { ExporterLosses, SinkStats } from '../../../src/exporters/prometheus/index.js';
import { SELF_METRIC } from '../../../src/semconv-self.js';
import { tracerStats } from '../../../src/tracer/index.js';
import { parseScrape, total } from './prometheus-text.js';

const sink: SinkStats = {
  signal: 'traces',
  record: 'span',
  component: 'otlp_http_json_span_exporter',
  index: 0,
  accepted: 100,
  exported: 50,
  dropped: { queue_full: 20, shutdown: 10, refused: 5 },
  queued: 8,
  capacity: 32,
  inFlight: 7,
  errors: 1,
  deliveries: { buckets: [0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], count: 3, sumMs: 20_016, maxMs: 20_000 },
  runningMs: 0,
};
const processor = { otel_component_name: 'batching_span_processor/0', otel_component_type: 'batching_span_processor' };
const exporter = { otel_component_name: `${sink.component}/0`, otel_component_type: sink.component };

async function shown(losses: Partial<ExporterLosses>) {
  const registry = new Registry();
  const metrics = new PrometheusMetrics({ registry, losses: () => ({ dropped: [], errors: [], ...losses }) });
  return { text: parseScrape(await registry.metrics()), series: metrics.seriesCount() };
}

test('a sink shows its queue, what became of its records and why, under the names of OpenTelemetry', async () => {
  const { text } = await shown({ sinks: [sink] });
  const { processed, queueSize, queueCapacity, exported, inFlight } = SELF_METRIC.span;
  expect(total(text, queueSize.name, processor)).toBe(8);
  expect(total(text, queueCapacity.name, processor)).toBe(32);
  expect(total(text, processed.name, { ...processor, error_type: 'queue_full' })).toBe(20);
  expect(total(text, processed.name, { ...processor, error_type: 'shutdown' })).toBe(10);
  expect(total(text, processed.name, processor)).toBe(55 + 20 + 10);
  expect(total(text, exported.name, { ...exporter, error_type: 'refused' })).toBe(5);
  expect(total(text, exported.name, exporter)).toBe(50 + 5);
  expect(total(text, inFlight.name, exporter)).toBe(7);
  expect(total(text, SELF_METRIC.log.queueSize.name)).toBe(0);
});

test('the duration of deliveries is a histogram in seconds', async () => {
  const { text } = await shown({ sinks: [sink] });
  const { name } = SELF_METRIC.exportDuration;
  expect(total(text, `${name}_bucket`, { ...exporter, le: '0.005' })).toBe(0);
  expect(total(text, `${name}_bucket`, { ...exporter, le: '10' })).toBe(2);
  expect(total(text, `${name}_bucket`, { ...exporter, le: '+Inf' })).toBe(3);
  expect(total(text, `${name}_sum`, exporter)).toBeCloseTo(20.016);
  expect(total(text, `${name}_count`, exporter)).toBe(3);
});

test('a tracer shows its errors, slow callbacks, what it missed and whether it is left out', async () => {
  const [healthy] = tracerStats([{ id: 'fine' }]);
  if (healthy === undefined) throw new Error('no stats');
  const broken = { ...healthy, id: 'broken', errors: 3, slow: 2, skipped: 40, state: 'open' as const };
  const { text, series } = await shown({ tracers: [healthy, broken] });
  const values = [SELF_METRIC.tracerErrors, SELF_METRIC.tracerSlow, SELF_METRIC.tracerSkipped, SELF_METRIC.tracerOpen];
  const of = (tracer: string) => values.map(({ name }) => total(text, name, { tracer }));
  expect([of('fine'), of('broken')]).toEqual([
    [0, 0, 0, 0],
    [3, 2, 40, 1],
  ]);
  expect(series).toBe(8);
});
