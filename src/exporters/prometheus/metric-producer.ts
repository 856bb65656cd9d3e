import { SCHEMA_URL, SCOPE_NAME, SCOPE_VERSION } from '../../semconv.js';
import { INSTRUMENT, METRIC } from '../../semconv-metrics.js';
import type { MetricFamily } from '../../semconv-metrics.js';
import type { PrometheusMetrics } from './metrics.js';
import type { FamilyPoints, HistogramPoint, NumberPoint } from './points.js';

/** Seconds since the epoch, and nanoseconds. */
type HrTime = [number, number];

/** Kinds of data points and of their sums, by the numbers of `@opentelemetry/sdk-metrics`, which need not be installed. */
const HISTOGRAM = 0;
const GAUGE = 2;
const SUM = 3;
const CUMULATIVE = 1;
const DOUBLE = 1;

/** A data point of `@opentelemetry/sdk-metrics`. */
interface DataPoint<V> {
  startTime: HrTime;
  endTime: HrTime;
  attributes: Record<string, string>;
  value: V;
}

/** A histogram of `@opentelemetry/sdk-metrics`. */
interface HistogramValue {
  buckets: { boundaries: number[]; counts: number[] };
  sum: number;
  count: number;
}

/** One metric of `@opentelemetry/sdk-metrics`. */
interface ProducedMetric {
  descriptor: { name: string; description: string; unit: string; valueType: number };
  aggregationTemporality: number;
  dataPointType: number;
  isMonotonic?: boolean;
  dataPoints: DataPoint<number | HistogramValue>[];
}

/** What a reader of `@opentelemetry/sdk-metrics` collects from, beside its own instruments. */
export interface MetricProducer {
  collect(): Promise<{
    resourceMetrics: {
      resource: never;
      scopeMetrics: { scope: { name: string; version: string; schemaUrl: string }; metrics: ProducedMetric[] }[];
    };
    errors: unknown[];
  }>;
}

/**
 * The same instruments for OpenTelemetry: `new PeriodicExportingMetricReader({ exporter, metricProducers: [metricProducer(metrics)] })`
 * sends them wherever an exporter of OpenTelemetry does, histograms as they are counted here. Sums are cumulative.
 * @param now milliseconds since the epoch. @default Date.now
 */
export function metricProducer(metrics: PrometheusMetrics, now: () => number = () => Date.now()): MetricProducer {
  const startTime = hrTime(now());
  return {
    collect() {
      const endTime = hrTime(now());
      const scope = { name: SCOPE_NAME, version: SCOPE_VERSION, schemaUrl: SCHEMA_URL };
      const produced = metrics
        .collect()
        .filter(({ numbers, histograms }) => numbers.length + histograms.length > 0)
        .map((points) => produce(points, startTime, endTime));
      // The reader puts its own resource in the place of this one.
      const resourceMetrics = { resource: undefined as never, scopeMetrics: [{ scope, metrics: produced }] };
      return Promise.resolve({ resourceMetrics, errors: [] });
    },
  };
}

function produce({ family, numbers, histograms }: FamilyPoints, startTime: HrTime, endTime: HrTime): ProducedMetric {
  const { help: description, unit, type } = family;
  const point = <V>(labels: NumberPoint['labels'], value: V): DataPoint<V> => ({
    ...{ startTime, endTime, value },
    attributes: { ...labels.labels },
  });
  return {
    descriptor: { name: instrumentOf(family), description, unit, valueType: DOUBLE },
    aggregationTemporality: CUMULATIVE,
    dataPointType: { counter: SUM, gauge: GAUGE, histogram: HISTOGRAM }[type],
    ...(type === 'counter' && { isMonotonic: true }),
    dataPoints: [
      ...numbers.map(({ labels, value }) => point<number | HistogramValue>(labels, value)),
      ...histograms.map((histogram) => point<number | HistogramValue>(histogram.labels, histogramOf(histogram))),
    ],
  };
}

function histogramOf({ buckets, counts, sum }: HistogramPoint): HistogramValue {
  const all = Array.from(counts);
  const boundaries = buckets.le.slice(0, -1).map(Number);
  return { buckets: { boundaries, counts: all }, sum, count: all.reduce((total, count) => total + count, 0) };
}

const KEYS = new Map(Object.entries(METRIC).map(([key, { name }]) => [name as string, key as keyof typeof METRIC]));

/** What telemetry says of itself has names of OpenTelemetry in the spelling of Prometheus. */
function instrumentOf({ name }: MetricFamily): string {
  const key = KEYS.get(name);
  return key === undefined ? name.replace(/_(?:seconds|total)$/, '').replaceAll('_', '.') : INSTRUMENT[key];
}

function hrTime(ms: number): HrTime {
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)];
}
