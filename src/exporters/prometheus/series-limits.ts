import { MachineError } from '../../errors.js';
import { SERIES_OF_CHANGES } from './change-series.js';
import { DURATIONS, DWELLS } from './histogram.js';
import { SERIES_PER_STATE } from './state-series.js';
import { OUTCOMES, PHASES, REASONS, TRANSITION_SLOTS } from './slots.js';

/** What bounds the series of a `PrometheusMetrics`. */
export interface SeriesLimits {
  /** Distinct `error_type` values per class; all further ones are `other`. @default 16 */
  readonly maxErrorTypes: number | undefined;
  /** Distinct `machine_class` values; the machines of all further classes share `other`. @default 1000 */
  readonly maxClasses: number | undefined;
  /**
   * Series of all classes together, at least 2000; the last fifth is for failures only. What finds no room is counted in the
   * series of the class `other`, and in `asyncmachine_exporter_dropped_total{reason="series_limit"}`. @default 20000
   */
  readonly maxSeries: number | undefined;
}

/** {@link SeriesLimits} in force. */
export type EffectiveLimits = { readonly [K in keyof SeriesLimits]: number };

/** Defaults of {@link SeriesLimits}. */
export const SERIES_LIMITS = { maxErrorTypes: 16, maxClasses: 1000, maxSeries: 20_000 } as const;

/** What every class has from its first machine on: numbers of machines, of states and relations, of ticks, the queue. */
export const GAUGES_PER_CLASS = 8;

/** With and without `error_type`, which is `other` there. */
const OVERFLOW_ERRORS = 2;

/** Every series that the overflow can have. */
export const OVERFLOW_SERIES =
  OVERFLOW_ERRORS * (TRANSITION_SLOTS + (TRANSITION_SLOTS / 2) * DURATIONS.series + REASONS.length + 1) +
  PHASES.length * OUTCOMES.length * DURATIONS.series +
  DURATIONS.series +
  SERIES_OF_CHANGES +
  (SERIES_PER_STATE + DWELLS.series) +
  GAUGES_PER_CLASS;

const MIN_SERIES = 2000;

/**
 * The limits with the defaults filled in.
 * @throws MachineError `CONFIG` for what is no whole number, or too small
 */
export function seriesLimits(given: Partial<SeriesLimits> = {}): EffectiveLimits {
  return {
    maxErrorTypes: limit('maxErrorTypes', given.maxErrorTypes, 0),
    maxClasses: limit('maxClasses', given.maxClasses, 0),
    maxSeries: limit('maxSeries', given.maxSeries, MIN_SERIES),
  };
}

function limit(name: keyof SeriesLimits, given: number | undefined, least: number): number {
  const value = given ?? SERIES_LIMITS[name];
  if (Number.isInteger(value) && value >= least) return value;
  throw new MachineError('CONFIG', `${name} is ${String(given)}: expected a whole number of ${least} or more`);
}
