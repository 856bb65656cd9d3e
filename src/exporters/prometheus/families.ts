import { LABEL } from '../../semconv.js';
import { METRIC } from '../../semconv-metrics.js';
import type { MetricFamily } from '../../semconv-metrics.js';
import type { ClassSeries } from './class-series.js';
import { LabelSet } from './label-set.js';
import { pointOf } from './points.js';
import type { FamilyPoints, HistogramPoint, NumberPoint } from './points.js';
import { MUTATIONS, OUTCOMES, PHASES, REASONS, RESULTS } from './slots.js';
import { STATE_FAMILIES } from './state-families.js';
import type { StateTimes } from './state-times.js';
import type { MetricStore } from './store.js';

/** A family and how its series are read from a store; `machine_class` is the first label of each. */
export interface FamilySource {
  readonly family: MetricFamily;
  readonly collect: (store: MetricStore) => FamilyPoints;
}

/** Every family this exporter has. */
export const FAMILIES: readonly FamilySource[] = [
  numbers(METRIC.transitions, transitions),
  histograms(METRIC.transitionDuration, transitionDurations),
  histograms(METRIC.queueWait, (series) => (series.queueWait ? [pointOf(series.labels, series.queueWait)] : [])),
  histograms(METRIC.transitionTicks, (series) => ofChanges(series, 'ticks')),
  histograms(METRIC.transitionSteps, (series) => ofChanges(series, 'steps')),
  histograms(METRIC.transitionHandlers, (series) => ofChanges(series, 'handlers')),
  histograms(METRIC.transitionStates, changedStates),
  histograms(METRIC.handlerDuration, handlerDurations),
  numbers(METRIC.queueLength, (series) =>
    gauge(series, series.showsQueue, () => sumOf(series, ({ running }) => running?.queueLength ?? 0)),
  ),
  numbers(METRIC.rejections, rejections),
  numbers(METRIC.exceptions, exceptions),
  ofMachines(METRIC.machineCount, ({ machines }) => machines ?? 0),
  ofMachines(METRIC.machineTicks, ({ ticks }) => ticks),
  ofMachines(METRIC.machineStates, ({ schema }) => schema.states),
  ofMachines(METRIC.machineRelations, ({ schema }) => schema.relations),
  ofMachines(METRIC.machineRelationRefs, ({ schema }) => schema.refs),
  ofMachines(METRIC.statesActive, (series) => sumOf(series, (times) => times.active)),
  ofMachines(METRIC.statesInactive, (series) => sumOf(series, (times) => times.size - times.active)),
  ...STATE_FAMILIES,
  {
    family: METRIC.exporterDropped,
    collect: (store) => ofLosses(METRIC.exporterDropped, store.losses().dropped),
  },
  {
    family: METRIC.exporterErrors,
    collect: (store) => ofLosses(METRIC.exporterErrors, store.losses().errors),
  },
];

function numbers(family: MetricFamily, read: (series: ClassSeries) => readonly NumberPoint[]): FamilySource {
  return { family, collect: (store) => ({ family, numbers: store.classes().flatMap(read), histograms: [] }) };
}

function histograms(family: MetricFamily, read: (series: ClassSeries) => readonly HistogramPoint[]): FamilySource {
  return { family, collect: (store) => ({ family, numbers: [], histograms: store.classes().flatMap(read) }) };
}

function ofMachines(family: MetricFamily, read: (series: ClassSeries) => number): FamilySource {
  return numbers(family, (series) => gauge(series, series.showsMachines, () => read(series)));
}

/** A class of which only handlers are metered has no gauges. */
function gauge(series: ClassSeries, isShown: boolean, value: () => number): readonly NumberPoint[] {
  return !isShown || series.machines === undefined ? [] : [{ labels: series.labels, value: value() }];
}

function sumOf({ times }: ClassSeries, read: (times: StateTimes) => number): number {
  let sum = 0;
  for (const each of times) sum += read(each);
  return sum;
}

function transitions(series: ClassSeries): readonly NumberPoint[] {
  const points: NumberPoint[] = [];
  series.transitions.forEach((cells, errorType) =>
    cells?.forEach((value, slot) => {
      if (value === 0) return;
      const labels = series.labelSet(`t${String(errorType)}/${String(slot)}`, () => ({
        ...transitionLabels(slot),
        [LABEL.check]: String(slot % 2 === 1),
        [LABEL.errorType]: series.errorTypes.name(errorType),
      }));
      points.push({ labels, value });
    }),
  );
  return points;
}

function transitionDurations(series: ClassSeries): readonly HistogramPoint[] {
  const points: HistogramPoint[] = [];
  series.durations.forEach((cells, errorType) =>
    cells?.forEach((cell, slot) => {
      if (cell === undefined) return;
      const labels = series.labelSet(`d${String(errorType)}/${String(slot)}`, () => ({
        ...transitionLabels(slot),
        [LABEL.errorType]: series.errorTypes.name(errorType),
      }));
      points.push(pointOf(labels, cell));
    }),
  );
  return points;
}

function transitionLabels(slot: number): Record<string, string> {
  return {
    [LABEL.mutation]: MUTATIONS[slot >> 3] ?? '',
    [LABEL.result]: RESULTS[(slot >> 2) & 1] ?? '',
    [LABEL.auto]: String((slot & 2) !== 0),
  };
}

function ofChanges({ changes, labels }: ClassSeries, what: 'ticks' | 'steps' | 'handlers'): readonly HistogramPoint[] {
  return changes === undefined ? [] : [pointOf(labels, changes[what])];
}

function changedStates(series: ClassSeries): readonly HistogramPoint[] {
  const { changes } = series;
  if (changes === undefined) return [];
  return (['added', 'removed', 'touched'] as const).map((change) =>
    pointOf(
      series.labelSet(change, () => ({ [LABEL.change]: change })),
      changes[change],
    ),
  );
}

function handlerDurations(series: ClassSeries): readonly HistogramPoint[] {
  const points: HistogramPoint[] = [];
  for (const { name, cells } of series.handlers.values()) {
    cells.forEach((cell, slot) => {
      if (cell === undefined) return;
      const labels = series.labelSet(`h${String(slot)}/${name}`, () => ({
        [LABEL.handler]: name,
        [LABEL.phase]: PHASES[Math.floor(slot / OUTCOMES.length)],
        [LABEL.outcome]: OUTCOMES[slot % OUTCOMES.length],
      }));
      points.push(pointOf(labels, cell));
    });
  }
  return points;
}

function rejections(series: ClassSeries): readonly NumberPoint[] {
  const points: NumberPoint[] = [];
  series.rejections.forEach((cells, number) =>
    cells?.forEach((value, slot) => {
      if (value === 0) return;
      const labels = series.labelSet(`r${String(number)}/${String(slot)}`, () => ({
        [LABEL.reason]: REASONS[slot],
        [LABEL.by]: series.by.name(number),
      }));
      points.push({ labels, value, exemplar: series.rejectionExemplars[number * REASONS.length + slot] });
    }),
  );
  return points;
}

function exceptions(series: ClassSeries): readonly NumberPoint[] {
  const points: NumberPoint[] = [];
  series.exceptions.forEach((value, errorType) => {
    if (value === undefined) return;
    const labels = series.labelSet(`e${String(errorType)}`, () => ({
      [LABEL.errorType]: series.errorTypes.name(errorType),
    }));
    points.push({ labels, value, exemplar: series.exceptionExemplars[errorType] });
  });
  return points;
}

function ofLosses(
  family: MetricFamily,
  losses: readonly { readonly signal: string; readonly reason?: string; readonly count: number }[],
): FamilyPoints {
  const labels = ({ signal, reason }: { readonly signal: string; readonly reason?: string }): LabelSet =>
    new LabelSet({ [LABEL.signal]: signal }).with({ [LABEL.reason]: reason });
  return { family, numbers: losses.map((loss) => ({ labels: labels(loss), value: loss.count })), histograms: [] };
}
