import { JsonMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { PrometheusMetrics, metricProducer } from '../../../src/exporters/prometheus/index.js';
import { INSTRUMENT, METRIC } from '../../../src/semconv-metrics.js';
import { SELF_METRIC } from '../../../src/semconv-self.js';
import type { MetricFamily } from '../../../src/semconv-metrics.js';
import { ScriptedMachine } from './scripted-machine.js';

/** What Prometheus makes of the name of an instrument (OpenTelemetry's rules for Prometheus). */
function familyName(instrument: string, { unit, type }: MetricFamily): string {
  const suffix = unit === 's' ? '_seconds' : '';
  return instrument.replaceAll('.', '_') + suffix + (type === 'counter' ? '_total' : '');
}

async function collected() {
  const clock = { ms: 0 };
  const metrics = new PrometheusMetrics({
    now: () => clock.ms,
    losses: () => ({ dropped: [], errors: [], tracers: [] }),
  });
  const producer = metricProducer(metrics, () => 1_700_000_000_500 + clock.ms);
  const feed = new ScriptedMachine(metrics);
  feed.run({ ticking: ['A'], during: () => (clock.ms += 3) });
  feed.run({ ticking: ['A'], during: () => (clock.ms += 700) });
  const { resourceMetrics, errors } = await producer.collect();
  return { resourceMetrics, errors, metrics: resourceMetrics.scopeMetrics[0]?.metrics ?? [] };
}

test('every instrument has the name that Prometheus turns into that of its family', () => {
  for (const [key, family] of Object.entries(METRIC)) {
    expect(familyName(INSTRUMENT[key as keyof typeof METRIC], family)).toBe(family.name);
  }
  const { span, log, ...others } = SELF_METRIC;
  for (const family of [...Object.values(span), ...Object.values(log), ...Object.values(others)]) {
    expect(family.name).toMatch(/^(?:otel_sdk|asyncmachine_tracer)_/);
  }
});

test('counters, gauges and histograms have the numbers of a scrape', async () => {
  const { metrics, errors } = await collected();
  const of = (name: string) => metrics.find(({ descriptor }) => descriptor.name === name);
  const labels = { machine_class: 'Feed', mutation: 'add', result: 'executed', auto: 'false' };
  const endTime = [1_700_000_001, 203_000_000];
  expect(of(INSTRUMENT.transitions)).toMatchObject({
    dataPointType: 3,
    isMonotonic: true,
    aggregationTemporality: 1,
    dataPoints: [
      { attributes: { ...labels, check: 'false' }, value: 2, startTime: [1_700_000_000, 500_000_000], endTime },
    ],
  });
  expect(of(INSTRUMENT.machineCount)).toMatchObject({ dataPointType: 2, dataPoints: [{ value: 1 }] });
  const duration = of(INSTRUMENT.transitionDuration);
  expect(duration).toMatchObject({ dataPointType: 0, descriptor: { unit: 's' }, dataPoints: [{ attributes: labels }] });
  const value = duration?.dataPoints[0]?.value as { sum: number; count: number; buckets: Record<string, number[]> };
  expect([value.count, value.sum]).toEqual([2, expect.closeTo(0.703, 9)]);
  expect(value.buckets['counts']).toHaveLength((value.buckets['boundaries']?.length ?? 0) + 1);
  expect(errors).toEqual([]);
});

test('the serializers of OpenTelemetry take them', async () => {
  const { resourceMetrics } = await collected();
  const whole: unknown = { ...resourceMetrics, resource: resourceFromAttributes({ 'service.name': 'x' }) };
  const bytes = JsonMetricsSerializer.serializeRequest(
    whole as Parameters<typeof JsonMetricsSerializer.serializeRequest>[0],
  );
  const sent = JSON.parse(new TextDecoder().decode(bytes)) as {
    resourceMetrics: { scopeMetrics: { metrics: { name: string; histogram?: { dataPoints: object[] } }[] }[] }[];
  };
  const names = sent.resourceMetrics[0]?.scopeMetrics[0]?.metrics.map(({ name }) => name) ?? [];
  expect(names).toEqual(expect.arrayContaining([INSTRUMENT.transitionDuration, INSTRUMENT.stateStatus]));
});
