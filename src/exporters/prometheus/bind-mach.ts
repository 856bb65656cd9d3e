import { bindByHand, handleOf } from '../shared/index.js';
import type { Bindable, Handle } from '../shared/index.js';
import { PrometheusMetrics } from './metrics.js';
import type { PrometheusOptions } from './options.js';
import type { MetricRegistry } from './registry.js';

/** A machine that is metered by hand. */
export interface MachMetrics extends Handle {
  readonly metrics: PrometheusMetrics;
}

/**
 * Meters a machine by hand; {@link bindToRegistry} shows the metrics.
 * @param metering metrics that several machines share, which their owner shuts down; or what to make them of, for this handle
 * @throws MachineError `BINDING` when the machine has a tracer of this id already
 */
export function bindMach(machine: Bindable, metering: PrometheusMetrics | PrometheusOptions = {}): MachMetrics {
  const shared = metering instanceof PrometheusMetrics;
  const metrics = shared ? metering : new PrometheusMetrics(metering);
  return { ...bindByHand(machine, metrics, !shared), metrics };
}

/**
 * Shows metrics in a registry, until the handle is disposed of or the metrics end.
 * @throws MachineError `EXPORTER` when the registry has foreign metrics under our names
 */
export function bindToRegistry(metrics: PrometheusMetrics | MachMetrics, registry: MetricRegistry): Handle {
  const shown = metrics instanceof PrometheusMetrics ? metrics : metrics.metrics;
  const unregister = shown.register(registry);
  return handleOf(shown.id, {
    flush: () => undefined,
    dispose: () => {
      unregister();
      return undefined;
    },
  });
}
