import { METRIC } from '../../semconv-metrics.js';
import type { ClassShape, HandlerShape } from '../../tracer/index.js';
import { shownStates } from '../shared/index.js';
import { COUNTS, DURATIONS, DWELLS } from './histogram.js';
import { GROUP_OF_FAMILY, measuredGroups } from './measured-groups.js';
import { seriesLimits } from './series-limits.js';
import type { EffectiveLimits, SeriesLimits } from './series-limits.js';
import { MUTATIONS, RESULTS } from './slots.js';

/** What the bound of a family depends on. */
interface Measured {
  readonly shape: ClassShape;
  /** States that show. */
  readonly states: number;
  /** Handlers that have series of their own. */
  readonly handlers: readonly HandlerShape[];
  /** Values of `error_type`, `other` among them. */
  readonly errorTypes: number;
  /** Combinations of `mutation`, `result` and `auto`, without an error and not of checks. */
  readonly kinds: number;
}

/** Negotiation: ok, rejected, error, timeout, skipped; final: ok, error, timeout, skipped, aborted. */
const OUTCOMES_PER_PHASE = 5;
/** `queue_limit`, `disposed` and `backoff` are by nobody. */
const REASONS_BY_NOBODY = 3;
/** Added, removed, touched. */
const CHANGES = 3;
/** Checks are of adds and removes. */
const CHECKED = 2;

type Bound = (measured: Measured) => number;

const one: Bound = () => 1;
const ofState: Bound = ({ states }) => states;
const ofCounts: Bound = () => COUNTS.series;

/** The most series each family can have for one class that is metered as a whole. */
const BOUNDS: Readonly<Record<string, Bound>> = {
  [METRIC.transitions.name]: ({ kinds, errorTypes }) => kinds + CHECKED * RESULTS.length + errorTransitions(errorTypes),
  [METRIC.transitionDuration.name]: ({ kinds, errorTypes }) =>
    (kinds + errorTransitions(errorTypes)) * DURATIONS.series,
  [METRIC.handlerDuration.name]: handlerSeries,
  [METRIC.transitionTicks.name]: ofCounts,
  [METRIC.transitionSteps.name]: ofCounts,
  [METRIC.transitionHandlers.name]: ofCounts,
  [METRIC.transitionStates.name]: () => CHANGES * COUNTS.series,
  [METRIC.queueLength.name]: one,
  [METRIC.queueWait.name]: () => DURATIONS.series,
  [METRIC.rejections.name]: ({ shape }) => rejections(shape),
  [METRIC.exceptions.name]: ({ errorTypes }) => 1 + errorTypes,
  [METRIC.machineCount.name]: one,
  [METRIC.machineTicks.name]: one,
  [METRIC.machineStates.name]: one,
  [METRIC.machineRelations.name]: one,
  [METRIC.machineRelationRefs.name]: one,
  [METRIC.statesActive.name]: one,
  [METRIC.statesInactive.name]: one,
  [METRIC.stateStatus.name]: ofState,
  [METRIC.stateActivations.name]: ofState,
  [METRIC.stateDuration.name]: ({ states }) => states * DWELLS.series,
  [METRIC.stateOldest.name]: ofState,
};

/**
 * The most series that machines of one class can have, by family, from its schema, handlers and marks alone; empty when the
 * class is not metered. Counted as Prometheus does: each bucket of a histogram is one. An error type counts as soon as it may
 * come: up to `maxErrorTypes` of them, and `other`. Handlers that are bound to single machines at run time come on top.
 */
export function seriesBudget(shape: ClassShape, limits?: Partial<SeriesLimits>): Readonly<Record<string, number>> {
  const selection = shape.selection('metered');
  if (selection === undefined) return {};
  const groups = measuredGroups(selection);
  const handlers = shape.handlers.filter(({ name }) => {
    const mark = selection.handler(name);
    return mark !== false && (mark !== undefined || groups.handlers);
  });
  const states = shownStates(shape, selection).length;
  const measured = { shape, states, handlers, errorTypes: errorTypesOf(seriesLimits(limits)), kinds: kindsOf(shape) };
  if (!selection.wholeMachine) return { [METRIC.handlerDuration.name]: handlerSeries(measured) };
  const isMeasured = (name: string): boolean => {
    const group = GROUP_OF_FAMILY[name];
    return group === undefined || groups[group] || (group === 'handlers' && handlers.length > 0);
  };
  return Object.fromEntries(
    Object.entries(BOUNDS).flatMap(([name, bound]) => (isMeasured(name) ? [[name, bound(measured)]] : [])),
  );
}

/** Every error type up to the limit, and `other` for the rest. */
function errorTypesOf({ maxErrorTypes }: EffectiveLimits): number {
  return maxErrorTypes + 1;
}

/** Auto transitions only add, and only where a state is Auto. */
function kindsOf({ states }: ClassShape): number {
  const hasAuto = Object.values(states).some(({ auto }) => auto === true);
  return (MUTATIONS.length + (hasAuto ? 1 : 0)) * RESULTS.length;
}

/** An error comes with an add that activates `Exception`. */
function errorTransitions(errorTypes: number): number {
  return RESULTS.length * errorTypes;
}

function handlerSeries({ handlers }: Measured): number {
  return handlers.length * OUTCOMES_PER_PHASE * DURATIONS.series;
}

/** A veto is by a negotiation handler; an error or a timeout by any; a relation by the state that is missing or in the way. */
function rejections({ states, handlers }: ClassShape): number {
  const vetoes = handlers.filter(({ phase }) => phase === 'negotiation').length;
  const required = new Set(Object.values(states).flatMap(({ require }) => require ?? []));
  const removers = Object.values(states).filter(({ remove = [] }) => remove.length > 0).length;
  return vetoes + 2 * handlers.length + required.size + removers + REASONS_BY_NOBODY;
}
