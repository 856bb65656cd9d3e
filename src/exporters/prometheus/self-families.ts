import { LABEL } from '../../semconv.js';
import { EXPORT_BUCKETS_S, SELF_METRIC } from '../../semconv-metrics.js';
import type { MetricFamily } from '../../semconv-metrics.js';
import type { TracerStats } from '../../tracer/index.js';
import type { SinkStats } from '../shared/index.js';
import type { FamilySource } from './families.js';
import type { Sample } from './sample.js';

/** Families of what telemetry says of itself, one series or a few for each sink and each tracer. */
export const SELF_FAMILIES: readonly FamilySource[] = [
  ...ofRecords('span'),
  ...ofRecords('log'),
  {
    family: SELF_METRIC.exportDuration,
    collect: (store) => (store.losses().sinks ?? []).flatMap(exportDurations),
  },
  ofTracers(SELF_METRIC.tracerErrors, ({ errors }) => errors),
  ofTracers(SELF_METRIC.tracerSlow, ({ slow }) => slow),
  ofTracers(SELF_METRIC.tracerSkipped, ({ skipped }) => skipped),
  ofTracers(SELF_METRIC.tracerOpen, ({ state }) => (state === 'open' ? 1 : 0)),
];

/** A number of a sink by what went wrong, `undefined` for nothing. */
type ByError = readonly (readonly [errorType: string | undefined, value: number])[];

function ofRecords(record: 'span' | 'log'): readonly FamilySource[] {
  const family = SELF_METRIC[record];
  const source = (metric: MetricFamily, isExporter: boolean, read: (sink: SinkStats) => ByError): FamilySource => ({
    family: metric,
    collect: (store) =>
      (store.losses().sinks ?? [])
        .filter((sink) => sink.record === record)
        .flatMap((sink) => samplesOf(isExporter ? exporterLabels(sink) : processorLabels(sink), read(sink))),
  });
  return [
    source(family.processed, false, ({ exported, dropped }) => [
      [undefined, exported + dropped.refused],
      ['queue_full', dropped.queue_full],
      ['shutdown', dropped.shutdown],
    ]),
    source(family.queueSize, false, ({ queued }) => [[undefined, queued]]),
    source(family.queueCapacity, false, ({ capacity }) => [[undefined, capacity]]),
    source(family.exported, true, ({ exported, dropped }) => [
      [undefined, exported],
      ['refused', dropped.refused],
    ]),
    source(family.inFlight, true, ({ inFlight }) => [[undefined, inFlight]]),
  ];
}

function samplesOf(labels: Sample['labels'], values: ByError): readonly Sample[] {
  return values.map(([errorType, value]) => ({
    labels: errorType === undefined ? labels : { ...labels, [LABEL.errorType]: errorType },
    value,
  }));
}

function processorLabels({ record, index }: SinkStats): Sample['labels'] {
  const type = `batching_${record}_processor`;
  return { [LABEL.componentName]: `${type}/${String(index)}`, [LABEL.componentType]: type };
}

function exporterLabels({ component, index }: SinkStats): Sample['labels'] {
  return { [LABEL.componentName]: `${component}/${String(index)}`, [LABEL.componentType]: component };
}

function exportDurations(sink: SinkStats): readonly Sample[] {
  const { name } = SELF_METRIC.exportDuration;
  const labels = exporterLabels(sink);
  const { buckets, count, sumMs } = sink.deliveries;
  let below = 0;
  const inBuckets = buckets.map((inBucket, index) => {
    below += inBucket;
    return { metricName: `${name}_bucket`, labels: { ...labels, le: EXPORT_BUCKETS_S[index] ?? '+Inf' }, value: below };
  });
  return [
    ...inBuckets,
    { metricName: `${name}_sum`, labels, value: sumMs / 1000 },
    { metricName: `${name}_count`, labels, value: count },
  ];
}

function ofTracers(family: MetricFamily, read: (tracer: TracerStats) => number): FamilySource {
  return {
    family,
    collect: (store) =>
      (store.losses().tracers ?? []).map((tracer) => ({ labels: { [LABEL.tracer]: tracer.id }, value: read(tracer) })),
  };
}
