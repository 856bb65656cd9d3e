import type { MetricRegistry, MetricsServer, PrometheusOptions } from '../../exporters/prometheus/index.js';
import { registered } from '../module.js';
import type { ModuleContext, StartedModule, TelemetryModule } from '../module.js';
import { CLOCK, METRIC_REGISTRY } from '../tokens.js';
import { loadAdapter } from './adapter.js';

/** Settings in code; they replace those of the configuration. */
export interface PrometheusModuleOptions extends Pick<
  PrometheusOptions,
  'id' | 'inherit' | 'maxErrorTypes' | 'maxClasses' | 'maxSeries'
> {
  /** @default what is registered as `METRIC_REGISTRY`, else a new one */
  readonly registry?: MetricRegistry | undefined;
  /** Serve the metrics; false when the registry is served by others. @default true */
  readonly serve?: boolean | undefined;
  readonly host?: string | undefined;
  /** 0 takes a free one. */
  readonly port?: number | undefined;
  /** Whether the endpoint alone keeps the process running. @default false */
  readonly keepProcessAlive?: boolean | undefined;
}

/** Metrics for Prometheus, served for scrapes on loopback. */
export function prometheus(options: PrometheusModuleOptions = {}): TelemetryModule {
  return { name: 'prometheus', start: (context) => start(options, context) };
}

async function start(options: PrometheusModuleOptions, context: ModuleContext): Promise<StartedModule | undefined> {
  const { config } = context;
  if (context.isSet('metrics.exporter') && config.metrics.exporter === 'none') return undefined;
  const { PrometheusMetrics, createRegistry, seriesBudget, serveMetrics } = await loadAdapter(
    'prometheus',
    'prom-client',
    () => {
      return import('../../exporters/prometheus/index.js');
    },
  );
  const registry = options.registry ?? registered(context.container, METRIC_REGISTRY) ?? (await createRegistry());
  const { id, inherit, serve = true } = options;
  const { maxClasses, maxErrorTypes = config.metrics.maxErrorTypes, maxSeries = config.metrics.maxSeries } = options;
  const limits = { maxClasses, maxErrorTypes, maxSeries };
  const metrics = new PrometheusMetrics({
    registry,
    id,
    inherit,
    now: registered(context.container, CLOCK),
    ...limits,
    losses: () => context.losses(),
  });
  let server: MetricsServer | undefined;
  if (serve) {
    const { host = config.metrics.host, port = config.metrics.port, keepProcessAlive } = options;
    const onError = (error: unknown): void => {
      context.onError('metrics', error);
    };
    try {
      server = await serveMetrics({ registry, host, port, keepProcessAlive, onError });
    } catch (error) {
      // A registry of the user's outlives this start.
      await metrics.shutdown();
      throw error;
    }
  }
  return {
    tracers: [metrics],
    metricsUrl: server?.url,
    maxSeries,
    budget: (shape) => ({ series: seriesBudget(shape, limits) }),
    stats: () => ({ series: metrics.seriesCount() }),
    shutdown: () => server?.close() ?? Promise.resolve(),
  };
}
