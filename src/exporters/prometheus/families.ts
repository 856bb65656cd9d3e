import { LABEL } from '../../semconv.js';
import { DURATION_BUCKETS_S, METRIC } from '../../semconv-metrics.js';
import type { MetricFamily } from '../../semconv-metrics.js';
import type { ClassSeries } from './class-series.js';
import type { Histogram } from './histogram.js';
import type { Sample } from './sample.js';
import { MUTATIONS, OUTCOMES, PHASES, REASONS, RESULTS } from './slots.js';
import type { MetricStore } from './store.js';

type Labels = Record<string, string | number>;

/** A family and how its samples are read from a store; `machine_class` is the first label of each. */
export interface FamilySource {
  readonly family: MetricFamily;
  readonly collect: (store: MetricStore) => readonly Sample[];
}

/** Every family this exporter has. */
export const FAMILIES: readonly FamilySource[] = [
  perClass(METRIC.transitions, transitions),
  perClass(METRIC.transitionDuration, transitionDurations),
  perClass(METRIC.handlerDuration, handlerDurations),
  {
    family: METRIC.queueLength,
    collect: (store) =>
      store.classes().flatMap((series) => gauge(series, series.showsQueue, store.open.queueLength(series))),
  },
  perClass(METRIC.rejections, rejections),
  perClass(METRIC.exceptions, exceptions),
  perClass(METRIC.machineCount, (series) => gauge(series, series.showsMachines, series.machines ?? 0)),
  { family: METRIC.exporterDropped, collect: (store) => dropped(store) },
  { family: METRIC.exporterErrors, collect: (store) => errors(store) },
];

function perClass(family: MetricFamily, read: (series: ClassSeries) => readonly Sample[]): FamilySource {
  return { family, collect: (store) => store.classes().flatMap(read) };
}

/** A class of which only handlers are metered has no gauges. */
function gauge(series: ClassSeries, isShown: boolean, value: number): readonly Sample[] {
  return !isShown || series.machines === undefined ? [] : [{ labels: { [LABEL.machineClass]: series.name }, value }];
}

function transitions(series: ClassSeries): readonly Sample[] {
  const samples: Sample[] = [];
  series.transitions.forEach((cells, errorType) =>
    cells?.forEach((value, slot) => {
      if (value === 0) return;
      const labels = { ...transitionLabels(series, slot), [LABEL.check]: String(slot % 2 === 1) };
      samples.push({ labels: withErrorType(labels, series, errorType), value });
    }),
  );
  return samples;
}

function transitionDurations(series: ClassSeries): readonly Sample[] {
  const samples: Sample[] = [];
  series.durations.forEach((cells, errorType) =>
    cells?.forEach((cell, slot) => {
      const labels = withErrorType(transitionLabels(series, slot), series, errorType);
      pushHistogram(samples, METRIC.transitionDuration.name, labels, cell);
    }),
  );
  return samples;
}

function handlerDurations(series: ClassSeries): readonly Sample[] {
  const samples: Sample[] = [];
  for (const handler of series.handlers.values()) {
    handler.cells.forEach((cell, slot) => {
      const labels = {
        [LABEL.machineClass]: series.name,
        [LABEL.handler]: handler.name,
        [LABEL.phase]: PHASES[Math.floor(slot / OUTCOMES.length)] ?? '',
        [LABEL.outcome]: OUTCOMES[slot % OUTCOMES.length] ?? '',
      };
      pushHistogram(samples, METRIC.handlerDuration.name, labels, cell);
    });
  }
  return samples;
}

function rejections(series: ClassSeries): readonly Sample[] {
  const samples: Sample[] = [];
  series.rejections.forEach((cells, number) =>
    cells?.forEach((value, slot) => {
      if (value === 0) return;
      const labels: Labels = { [LABEL.machineClass]: series.name, [LABEL.reason]: REASONS[slot] ?? '' };
      const by = series.by.name(number);
      samples.push({ labels: by === undefined ? labels : { ...labels, [LABEL.by]: by }, value });
    }),
  );
  return samples;
}

function exceptions(series: ClassSeries): readonly Sample[] {
  const samples: Sample[] = [];
  series.exceptions.forEach((value, errorType) => {
    const labels = withErrorType({ [LABEL.machineClass]: series.name }, series, errorType);
    if (value !== undefined) samples.push({ labels, value });
  });
  return samples;
}

function dropped(store: MetricStore): readonly Sample[] {
  return store.losses().dropped.map(({ signal, reason, count }) => ({
    labels: { [LABEL.signal]: signal, [LABEL.reason]: reason },
    value: count,
  }));
}

function errors(store: MetricStore): readonly Sample[] {
  return store.losses().errors.map(({ signal, count }) => ({ labels: { [LABEL.signal]: signal }, value: count }));
}

function transitionLabels(series: ClassSeries, slot: number): Labels {
  return {
    [LABEL.machineClass]: series.name,
    [LABEL.mutation]: MUTATIONS[slot >> 3] ?? '',
    [LABEL.result]: RESULTS[(slot >> 2) & 1] ?? '',
    [LABEL.auto]: String((slot & 2) !== 0),
  };
}

/** The label is missing, not empty, where there was no error: for Prometheus that is the same. */
function withErrorType(labels: Labels, series: ClassSeries, errorType: number): Labels {
  const name = series.errorTypes.name(errorType);
  return name === undefined ? labels : { ...labels, [LABEL.errorType]: name };
}

function pushHistogram(samples: Sample[], name: string, labels: Labels, cell: Histogram | undefined): void {
  if (cell === undefined) return;
  let count = 0;
  cell.counts.forEach((inBucket, index) => {
    count += inBucket;
    const le = DURATION_BUCKETS_S[index] ?? '+Inf';
    samples.push({ metricName: `${name}_bucket`, labels: { ...labels, le }, value: count });
  });
  samples.push({ metricName: `${name}_sum`, labels, value: cell.sumMs / 1000 });
  samples.push({ metricName: `${name}_count`, labels, value: count });
}
