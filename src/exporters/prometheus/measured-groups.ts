import { METRIC_GROUPS } from '../../metadata/index.js';
import type { MetricGroup } from '../../metadata/index.js';
import { METRIC } from '../../semconv-metrics.js';
import type { Selection } from '../../tracer/index.js';

/** Which groups of metrics a class has. */
export type MeasuredGroups = Readonly<Record<MetricGroup, boolean>>;

const known = new WeakMap<Selection, MeasuredGroups>();

/** The group each family of a class belongs to. */
export const GROUP_OF_FAMILY: Readonly<Record<string, MetricGroup>> = {
  [METRIC.transitions.name]: 'transitions',
  [METRIC.transitionDuration.name]: 'transitions',
  [METRIC.transitionTicks.name]: 'transitions',
  [METRIC.transitionSteps.name]: 'transitions',
  [METRIC.transitionHandlers.name]: 'transitions',
  [METRIC.transitionStates.name]: 'transitions',
  [METRIC.handlerDuration.name]: 'handlers',
  [METRIC.queueLength.name]: 'queue',
  [METRIC.queueWait.name]: 'queue',
  [METRIC.rejections.name]: 'rejections',
  [METRIC.exceptions.name]: 'exceptions',
  [METRIC.machineCount.name]: 'machines',
  [METRIC.machineTicks.name]: 'machines',
  [METRIC.machineStates.name]: 'machines',
  [METRIC.machineRelations.name]: 'machines',
  [METRIC.machineRelationRefs.name]: 'machines',
  [METRIC.statesActive.name]: 'machines',
  [METRIC.statesInactive.name]: 'machines',
  [METRIC.stateStatus.name]: 'states',
  [METRIC.stateActivations.name]: 'states',
  [METRIC.stateDuration.name]: 'states',
  [METRIC.stateOldest.name]: 'states',
};

/** The groups that the class mark asks for: those of its option `groups`, else all; none where only handlers are marked. */
export function measuredGroups(selection: Selection): MeasuredGroups {
  let groups = known.get(selection);
  if (groups === undefined) known.set(selection, (groups = read(selection)));
  return groups;
}

function read({ wholeMachine, options }: Selection): MeasuredGroups {
  const { groups } = options;
  const isMeasured = (group: string): boolean => wholeMachine && (!Array.isArray(groups) || groups.includes(group));
  return Object.fromEntries(METRIC_GROUPS.map((group) => [group, isMeasured(group)])) as Record<MetricGroup, boolean>;
}
