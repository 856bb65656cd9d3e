import { LABEL } from '../../semconv.js';
import { SELF_METRIC } from '../../semconv-self.js';
import type { MetricFamily } from '../../semconv-metrics.js';
import type { TracerStats } from '../../tracer/index.js';
import type { SinkStats } from '../shared/index.js';
import type { FamilySource } from './families.js';
import { DELIVERIES } from './histogram.js';
import { LabelSet } from './label-set.js';
import type { HistogramPoint, NumberPoint } from './points.js';

/** Families of what telemetry says of itself, one series or a few for each sink and each tracer. */
export const SELF_FAMILIES: readonly FamilySource[] = [
  ...ofRecords('span'),
  ...ofRecords('log'),
  {
    family: SELF_METRIC.exportDuration,
    collect: (store) => ({
      family: SELF_METRIC.exportDuration,
      numbers: [],
      histograms: (store.losses().sinks ?? []).map(exportDurations),
    }),
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
    collect: (store) => ({
      family: metric,
      numbers: (store.losses().sinks ?? [])
        .filter((sink) => sink.record === record)
        .flatMap((sink) => pointsOf(isExporter ? exporterLabels(sink) : processorLabels(sink), read(sink))),
      histograms: [],
    }),
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

function pointsOf(labels: LabelSet, values: ByError): readonly NumberPoint[] {
  return values.map(([errorType, value]) => ({ labels: labels.with({ [LABEL.errorType]: errorType }), value }));
}

function processorLabels({ record, index }: SinkStats): LabelSet {
  return componentLabels(`batching_${record}_processor`, index);
}

function exporterLabels({ component, index }: SinkStats): LabelSet {
  return componentLabels(component, index);
}

function componentLabels(type: string, index: number): LabelSet {
  return new LabelSet({ [LABEL.componentName]: `${type}/${String(index)}`, [LABEL.componentType]: type });
}

function exportDurations(sink: SinkStats): HistogramPoint {
  const { buckets: counts, sumMs } = sink.deliveries;
  return { labels: exporterLabels(sink), buckets: DELIVERIES, counts, sum: sumMs / 1000 };
}

function ofTracers(family: MetricFamily, read: (tracer: TracerStats) => number): FamilySource {
  return {
    family,
    collect: (store) => ({
      family,
      numbers: (store.losses().tracers ?? []).map((tracer) => ({
        labels: new LabelSet({ [LABEL.tracer]: tracer.id }),
        value: read(tracer),
      })),
      histograms: [],
    }),
  };
}
