import type { PrometheusMetrics, PrometheusOptions } from '../../exporters/prometheus/index.js';
import { registered } from '../module.js';
import type { ModuleContext, StartedModule } from '../module.js';
import { CLOCK } from '../tokens.js';
import { defined } from './defined.js';

/** How machines are metered, wherever that goes; it replaces what the configuration says. */
export type FamilySettings = Pick<
  PrometheusOptions,
  'id' | 'inherit' | 'maxErrorTypes' | 'maxClasses' | 'maxSeries' | 'durations' | 'exemplars' | 'machineId'
>;

/** The metric families of one module, and what the module says of them. */
export interface MetricFamilies extends Required<Pick<StartedModule, 'budget' | 'stats'>> {
  readonly metrics: PrometheusMetrics;
  readonly maxSeries: number | undefined;
}

/** @throws MachineError as `PrometheusMetrics` */
export function metricFamilies(
  { PrometheusMetrics, configuredMetrics, seriesBudget }: typeof import('../../exporters/prometheus/index.js'),
  { id, inherit, maxClasses, maxErrorTypes, maxSeries, durations, exemplars, machineId }: FamilySettings,
  context: ModuleContext,
  parts: Pick<PrometheusOptions, 'registry' | 'shutdown'> = {},
): MetricFamilies {
  const chosen = defined({ maxErrorTypes, maxSeries, durations, exemplars, machineId });
  const settings = { ...configuredMetrics(context.config), ...chosen };
  const now = registered(context.container, CLOCK);
  const losses = () => context.losses();
  const metrics = new PrometheusMetrics({
    id,
    inherit,
    maxClasses,
    now,
    wallClock: now,
    losses,
    ...parts,
    ...settings,
  });
  const limits = { maxClasses, maxErrorTypes: settings.maxErrorTypes, maxSeries: settings.maxSeries };
  return {
    metrics,
    maxSeries: settings.maxSeries,
    budget: (shape) => ({ series: seriesBudget(shape, limits) }),
    stats: () => ({ series: metrics.seriesCount() }),
  };
}
