import { LABEL } from '../../semconv.js';
import { METRIC } from '../../semconv-metrics.js';
import type { ClassSeries } from './class-series.js';
import type { FamilySource } from './families.js';
import type { LabelSet } from './label-set.js';
import { pointOf } from './points.js';
import type { NumberPoint } from './points.js';
import type { StateSeries } from './state-series.js';
import type { MetricStore } from './store.js';

/** Families with a series for each state. */
export const STATE_FAMILIES: readonly FamilySource[] = [
  {
    family: METRIC.stateStatus,
    collect: (store) => ({
      family: METRIC.stateStatus,
      numbers: ofStates(store, ({ active }) => active),
      histograms: [],
    }),
  },
  {
    family: METRIC.stateActivations,
    collect: (store) => ({
      family: METRIC.stateActivations,
      numbers: ofStates(store, ({ activations }) => activations),
      histograms: [],
    }),
  },
  {
    family: METRIC.stateDuration,
    collect: (store) => ({
      family: METRIC.stateDuration,
      numbers: [],
      histograms: store
        .classes()
        .flatMap((series) =>
          [...series.states.values()].flatMap((state) =>
            state.durations === undefined ? [] : [pointOf(labelsOf(series, state), state.durations)],
          ),
        ),
    }),
  },
  { family: METRIC.stateOldest, collect: oldest },
];

function labelsOf(series: ClassSeries, { name }: StateSeries): LabelSet {
  return series.labelSet(`s${name}`, () => ({ [LABEL.state]: name }));
}

function ofStates(store: MetricStore, read: (state: StateSeries) => number): readonly NumberPoint[] {
  return store
    .classes()
    .flatMap((series) =>
      [...series.states.values()].map((state) => ({ labels: labelsOf(series, state), value: read(state) })),
    );
}

function oldest(store: MetricStore): ReturnType<FamilySource['collect']> {
  const { isTimed } = store;
  const nowMs = isTimed ? store.now() : 0;
  const classes = isTimed ? store.classes() : [];
  for (const { states } of classes) for (const state of states.values()) state.oldestMs = Number.POSITIVE_INFINITY;
  for (const { times } of classes) for (const each of times) each.showOldest();
  const ageS = ({ oldestMs }: StateSeries): number =>
    oldestMs === Number.POSITIVE_INFINITY ? 0 : Math.max(0, nowMs - oldestMs) / 1000;
  return { family: METRIC.stateOldest, numbers: isTimed ? ofStates(store, ageS) : [], histograms: [] };
}
