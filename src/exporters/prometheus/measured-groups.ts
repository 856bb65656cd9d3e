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
  [METRIC.handlerDuration.name]: 'handlers',
  [METRIC.queueLength.name]: 'queue',
  [METRIC.rejections.name]: 'rejections',
  [METRIC.exceptions.name]: 'exceptions',
  [METRIC.machineCount.name]: 'machines',
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
