import { metricPart } from '../../shared/index.js';
import { AVERAGED_METRIC, STATE_ADDED_METRIC } from '../../../semconv-averages.js';
import type { AveragedMetric } from '../../../semconv-averages.js';

/** Which of the averaged gauges. */
export type AveragedKey = keyof typeof AVERAGED_METRIC;

/** How the gauges are named: as since release 0.8 of the reference, or as before. */
export type AveragedNaming = 'v0.8' | 'v0.7';

/** Every averaged gauge, in one order. */
export const AVERAGED_KEYS = Object.keys(AVERAGED_METRIC) as readonly AveragedKey[];

/** Names before release 0.8, behind `mach_<id>_`; there was no count of transitions (telemetry specification §3.1). */
const OLD_NAMES: Readonly<Record<AveragedKey, string | undefined>> = {
  states: 'states_amount',
  relations: 'relations_amount',
  refStates: 'ref_states_amount',
  queueSize: 'queue_size',
  txTicks: 'tx_tick',
  exceptions: 'exceptions_count',
  transitions: undefined,
  statesAdded: 'states_added',
  statesRemoved: 'states_removed',
  statesTouched: 'states_touched',
  steps: 'steps_amount',
  handlers: 'handlers_amount',
  txTime: 'tx_time',
  statesActive: 'states_active_amount',
  statesInactive: 'states_inactive_amount',
};

/**
 * Name and help of a gauge of one machine; undefined where the naming has none.
 * @param id normalised
 */
export function gaugeOf(key: AveragedKey, id: string, naming: AveragedNaming): AveragedMetric | undefined {
  const { name, help } = AVERAGED_METRIC[key];
  if (naming === 'v0.8') return { name: `${name}_${id}`, help };
  const old = OLD_NAMES[key];
  return old === undefined ? undefined : { name: `mach_${id}_${old}`, help };
}

/** Name and help of the gauge of a state's activations; the name of the state stays as it is, where a metric can have it. */
export function stateGaugeOf(state: string, id: string): AveragedMetric {
  return { name: `${STATE_ADDED_METRIC.name}_${metricPart(state)}_${id}`, help: STATE_ADDED_METRIC.help };
}
