import type {
  AveragedOptions,
  MetricRegistry,
  MetricsServer,
  Pusher,
  PusherOptions,
} from '../../exporters/prometheus/index.js';
import { registered } from '../module.js';
import type { ModuleContext, StartedModule, TelemetryModule } from '../module.js';
import { CLOCK, METRIC_REGISTRY } from '../tokens.js';
import { loadAdapter } from './adapter.js';
import { defined } from './defined.js';
import { metricFamilies } from './metric-families.js';
import type { FamilySettings } from './metric-families.js';
import { silence } from './silence.js';

/** Settings in code; they replace those of the configuration. */
export interface PrometheusModuleOptions extends FamilySettings {
  /** @default what is registered as `METRIC_REGISTRY`, else a new one */
  readonly registry?: MetricRegistry | undefined;
  /** Serve the metrics; false when the registry is served by others. @default true */
  readonly serve?: boolean | undefined;
  readonly host?: string | undefined;
  /** 0 takes a free one. */
  readonly port?: number | undefined;
  /** Whether the endpoint alone keeps the process running. @default false */
  readonly keepProcessAlive?: boolean | undefined;
  /** The averaged gauges of each machine, or how they are. @default the configuration, false; true under preset `go` */
  readonly averaged?: boolean | Pick<AveragedOptions, 'states' | 'naming' | 'windowMs'> | undefined;
  /** Where metrics are pushed to, and how. @default the configuration, nowhere */
  readonly push?: Partial<Omit<PusherOptions, 'registry' | 'onError' | 'around' | 'timers'>> | undefined;
}

const SIGNAL = 'metrics';

/** Metrics for Prometheus, served for scrapes on loopback, and pushed where the configuration says so. */
export function prometheus(options: PrometheusModuleOptions = {}): TelemetryModule {
  return { name: 'prometheus', start: (context) => start(options, context) };
}

async function start(options: PrometheusModuleOptions, context: ModuleContext): Promise<StartedModule | undefined> {
  const { config } = context;
  if (context.isSet('metrics.exporter') && config.metrics.exporter === 'none') return undefined;
  const prom = await loadAdapter('prometheus', 'prom-client', () => import('../../exporters/prometheus/index.js'));
  const registry = options.registry ?? registered(context.container, METRIC_REGISTRY) ?? (await prom.createRegistry());
  const now = registered(context.container, CLOCK);
  const pushUrl = options.push?.url ?? config.metrics.push.url;
  const pusher = pushUrl === undefined ? undefined : await startPushes(pushUrl, options, registry, context);
  const shutdown = () => pusher?.shutdown() ?? Promise.resolve();
  const { metrics, ...families } = metricFamilies(prom, options, context, { registry, shutdown });
  const averaged = await averagedOf(options, { registry, now, shutdown }, context);
  const server = await serve(options, registry, context).catch(async (error: unknown) => {
    // A registry of the user's outlives this start.
    await Promise.all([metrics.shutdown(), averaged?.shutdown()]);
    throw error;
  });
  return {
    ...families,
    tracers: averaged === undefined ? [metrics] : [metrics, averaged],
    metricsUrl: server?.url,
    scrapes: server?.scrapes,
    destinations: () => {
      if (pusher === undefined || pushUrl === undefined) return [];
      const { pushes, errors } = pusher.stats;
      return [{ kind: 'pushgateway', url: pushUrl, delivered: pushes, failed: errors }];
    },
    registryType: server === undefined && pusher === undefined ? registry.contentType : undefined,
    losses: () => ({ dropped: [], errors: [{ signal: SIGNAL, count: pusher?.stats.errors ?? 0 }] }),
    flush: async () => {
      await pusher?.push();
    },
    shutdown: () => server?.close() ?? Promise.resolve(),
  };
}

async function averagedOf(
  { inherit, averaged: given }: PrometheusModuleOptions,
  { registry, ...parts }: Pick<AveragedOptions, 'now' | 'shutdown'> & { readonly registry: MetricRegistry },
  context: ModuleContext,
) {
  const { config } = context;
  const warn = (text: string): void => {
    context.warn(text);
  };
  const { AveragedMetrics, configuredAveraged } = await import('../../exporters/prometheus/index.js');
  const metrics = typeof given === 'boolean' ? { ...config.metrics, averaged: given } : config.metrics;
  const settings = configuredAveraged({ ...config, metrics }) ?? (typeof given === 'object' ? {} : undefined);
  if (settings === undefined) return undefined;
  const own = typeof given === 'object' ? given : {};
  const averaged = new AveragedMetrics({ inherit, warn, ...parts, ...settings, ...defined(own) });
  averaged.register(registry);
  return averaged;
}

async function startPushes(
  url: string,
  { push }: PrometheusModuleOptions,
  registry: MetricRegistry,
  context: ModuleContext,
): Promise<Pusher | undefined> {
  const { Pusher, configuredPush } = await import('../../exporters/prometheus/index.js');
  const { config } = context;
  const metrics = { ...config.metrics, push: { ...config.metrics.push, url } };
  const configured = configuredPush({ ...config, metrics });
  if (configured === undefined) return undefined;
  const pusher = new Pusher({
    ...configured,
    ...defined(push ?? {}),
    registry,
    around: await silence(),
    onError: (error) => {
      context.onError(SIGNAL, error);
    },
  });
  pusher.start();
  return pusher;
}

async function serve(
  { serve: isServed = true, keepProcessAlive, ...options }: PrometheusModuleOptions,
  registry: MetricRegistry,
  context: ModuleContext,
): Promise<MetricsServer | undefined> {
  if (!isServed) return undefined;
  const { serveMetrics } = await import('../../exporters/prometheus/index.js');
  const { host = context.config.metrics.host, port = context.config.metrics.port } = options;
  const onError = (error: unknown): void => {
    context.onError(SIGNAL, error);
  };
  return serveMetrics({ registry, host, port, keepProcessAlive, onError });
}
