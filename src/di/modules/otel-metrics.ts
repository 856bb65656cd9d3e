import { registered } from '../module.js';
import type { ModuleContext, StartedModule, TelemetryModule } from '../module.js';
import { CLOCK } from '../tokens.js';
import { loadAdapter } from './adapter.js';
import { defined } from './defined.js';
import { metricFamilies } from './metric-families.js';
import type { FamilySettings } from './metric-families.js';

/** Settings in code; they replace those of the configuration. */
export interface OtelMetricsModuleOptions extends Omit<FamilySettings, 'exemplars'> {
  /** Whole address for metrics. */
  readonly endpoint?: string | undefined;
  /** Time between two pushes, in milliseconds. */
  readonly intervalMs?: number | undefined;
}

const SIGNAL = 'metrics';

/** The metrics that `prometheus()` serves, pushed over OTLP; `prom-client` is not needed, and no port is opened. */
export function otelMetrics(options: OtelMetricsModuleOptions = {}): TelemetryModule {
  return { name: 'otel-metrics', start: (context) => start(options, context) };
}

async function start(options: OtelMetricsModuleOptions, context: ModuleContext): Promise<StartedModule | undefined> {
  const { config } = context;
  if (context.isSet('metrics.exporter') && config.metrics.exporter === 'none') return undefined;
  const prom = await import('../../exporters/prometheus/index.js');
  const { configuredMetricExport, createMetricExport } = await loadAdapter('otel-metrics', '@opentelemetry/api', () => {
    return import('../../exporters/otel-export/index.js');
  });
  const { endpoint, intervalMs, id = 'otel-metrics', ...settings } = options;
  const { metrics, ...families } = metricFamilies(prom, { ...settings, id, exemplars: false }, context);
  const configured = configuredMetricExport(config, { endpoint });
  const push = await createMetricExport({
    ...configured,
    ...defined({ intervalMs }),
    source: prom.metricProducer(metrics, registered(context.container, CLOCK)),
    onError: (error) => {
      context.onError(SIGNAL, error);
    },
  });
  return {
    ...families,
    tracers: [metrics],
    losses: () => ({
      dropped: [{ signal: SIGNAL, reason: 'refused', count: push.stats.dropped }],
      errors: [{ signal: SIGNAL, count: push.stats.errors }],
    }),
    stats: () => ({ ...families.stats(), dropped: push.stats.dropped, errors: push.stats.errors }),
    destinations: () => {
      const { pushes: delivered, errors: failed } = push.stats;
      const { url } = configured.target ?? {};
      return url === undefined ? [] : [{ kind: 'otlp', url, delivered, failed }];
    },
    flush: () => push.flush(),
    shutdown: () => push.shutdown(),
  };
}
