import type { AnyMachine } from '../engine/index.js';
import type { MachMetrics, MetricsServer, PrometheusMetrics } from '../exporters/prometheus/index.js';
import { readEnvironmentFor } from './environment-config.js';
import type { EnvironmentOptions } from './environment-config.js';
import { bindShared, inheritByVariables } from './shared-tracer.js';
import type { TracerSource } from './shared-tracer.js';

/** A machine that is metered as the variables say. */
export interface EnvironmentMetrics extends MachMetrics {
  /** Address of the metrics. */
  readonly metricsUrl: string;
}

const urls = new WeakMap<PrometheusMetrics, string>();

/**
 * Meters a machine and its submachines as the variables say: `AM_PROM_LISTEN` serves the metrics for scrapes. As
 * {@link bindOtelEnv}.
 * @throws MachineError as {@link bindOtelEnv}
 */
export async function machMetricsEnv(
  machine: AnyMachine,
  options: EnvironmentOptions = {},
): Promise<EnvironmentMetrics | undefined> {
  const found = await readEnvironmentFor(machine, options);
  if (found === undefined) return undefined;
  const { service, metrics } = found.config;
  if (metrics.exporter !== 'prometheus') return undefined;
  const { handle, tracer } = await bindShared(
    machine,
    `metrics ${JSON.stringify({ service, metrics })}`,
    async (): Promise<TracerSource<PrometheusMetrics>> => {
      const { PrometheusMetrics, createRegistry, serveMetrics } = await import('../exporters/prometheus/index.js');
      const registry = await createRegistry();
      const { host, port, maxSeries } = metrics;
      const server: MetricsServer = await serveMetrics({ registry, host, port, onError: options.onError });
      const made = new PrometheusMetrics({ registry, maxSeries, inherit: inheritByVariables(found.config) });
      urls.set(made, server.url);
      return { tracer: made, end: () => server.close() };
    },
  );
  return { ...handle, metrics: tracer, metricsUrl: urls.get(tracer) ?? '' };
}
