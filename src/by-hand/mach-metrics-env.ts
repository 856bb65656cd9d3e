import type { TelemetryConfig } from '../config/index.js';
import type { AnyMachine } from '../engine/index.js';
import type { AveragedMetrics, MetricRegistry, PrometheusMetrics, Pusher } from '../exporters/prometheus/index.js';
import type { Handle } from '../exporters/shared/index.js';
import { readEnvironmentFor } from './environment-config.js';
import type { EnvironmentOptions } from './environment-config.js';
import { bindShared, inheritByVariables } from './shared-tracer.js';
import type { TracerSource } from './shared-tracer.js';

/** A machine that is metered as the variables say. */
export interface EnvironmentMetrics extends Handle {
  /** The labelled families; under preset `go` the averaged gauges. */
  readonly metrics: PrometheusMetrics | AveragedMetrics;
  /** Address of the metrics; undefined where they are only pushed. */
  readonly metricsUrl: string | undefined;
}

/** What several machines share besides their tracer. */
interface Shared {
  readonly metricsUrl: string | undefined;
  readonly pusher: Pusher | undefined;
}

const shared = new WeakMap<object, Shared>();

/**
 * Meters a machine and its submachines as the variables say: `AM_PROM_LISTEN` serves the metrics for scrapes,
 * `AM_PROM_PUSH_URL` pushes them. As {@link bindOtelEnv}; `flush` pushes at once.
 * @throws MachineError as {@link bindOtelEnv}
 */
export async function machMetricsEnv(
  machine: AnyMachine,
  options: EnvironmentOptions = {},
): Promise<EnvironmentMetrics | undefined> {
  const found = await readEnvironmentFor(machine, options);
  if (found === undefined) return undefined;
  const { service, metrics, preset, resource, hostname } = found.config;
  const isServed = metrics.exporter === 'prometheus';
  const isOff = found.isSet('metrics.exporter') && metrics.exporter === 'none';
  if (!isServed && (metrics.push.url === undefined || isOff)) return undefined;
  const { handle, tracer } = await bindShared(
    machine,
    `metrics ${JSON.stringify({ service, metrics, preset, resource, hostname })}`,
    () => makeMetrics(found.config, isServed, found),
  );
  const { metricsUrl, pusher } = shared.get(tracer) ?? { metricsUrl: undefined, pusher: undefined };
  const flush = async (): Promise<void> => {
    await handle.flush();
    await pusher?.push();
  };
  return { ...handle, flush, metrics: tracer, metricsUrl };
}

async function makeMetrics(
  config: TelemetryConfig,
  isServed: boolean,
  options: EnvironmentOptions,
): Promise<TracerSource<PrometheusMetrics | AveragedMetrics>> {
  const prom = await import('../exporters/prometheus/index.js');
  const registry = await prom.createRegistry();
  const { host, port } = config.metrics;
  const server = isServed ? await prom.serveMetrics({ registry, host, port, onError: options.onError }) : undefined;
  const pusher = await startPushes(config, registry, options);
  const inherit = inheritByVariables(config);
  const averaged = prom.configuredAveraged(config);
  const shutdown = () => pusher?.shutdown() ?? Promise.resolve();
  const tracer =
    config.preset === 'go'
      ? new prom.AveragedMetrics({ inherit, shutdown, ...averaged })
      : new prom.PrometheusMetrics({ registry, inherit, shutdown, ...prom.configuredMetrics(config) });
  if (tracer instanceof prom.AveragedMetrics) tracer.register(registry);
  shared.set(tracer, { metricsUrl: server?.url, pusher });
  return {
    tracer,
    end: async () => {
      await server?.close();
    },
  };
}

async function startPushes(
  config: TelemetryConfig,
  registry: MetricRegistry,
  { onError }: EnvironmentOptions,
): Promise<Pusher | undefined> {
  const { Pusher, configuredPush } = await import('../exporters/prometheus/index.js');
  const settings = configuredPush(config);
  if (settings === undefined) return undefined;
  // Without OpenTelemetry nobody makes spans of what is sent.
  const { withoutTracing: around } = await import('../exporters/otel-export/index.js').catch(() => NOTHING);
  const pusher = new Pusher({ ...settings, registry, around, onError });
  pusher.start();
  return pusher;
}

const NOTHING = { withoutTracing: undefined };
