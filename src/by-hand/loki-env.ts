import type { TelemetryConfig } from '../config/index.js';
import type { AnyMachine } from '../engine/index.js';
import type { Handle } from '../exporters/shared/index.js';
import type { Tracer } from '../tracer/index.js';
import { readEnvironmentFor } from './environment-config.js';
import type { EnvironmentOptions } from './environment-config.js';
import { bindShared, inheritByVariables } from './shared-tracer.js';
import type { TracerSource } from './shared-tracer.js';

const ID = 'loki-logs';

/**
 * Pushes the lines of a machine and its submachines to Loki as the variables say (telemetry specification §4.2): `AM_LOKI_ADDR`
 * and those beside it, `AM_LOG` is the level. As {@link bindOtelEnv}, but for a machine with a parent, too, where it inherits
 * nothing of the kind.
 * @returns undefined, and nothing is done, without `AM_LOKI_ADDR`, or without `AM_SERVICE` or `OTEL_SERVICE_NAME`
 * @throws MachineError as {@link bindOtelEnv}
 */
export async function bindLokiEnv(machine: AnyMachine, options: EnvironmentOptions = {}): Promise<Handle | undefined> {
  const found = await readEnvironmentFor(machine, { ...options, force: true });
  const url = found?.config.loki.url;
  if (found === undefined || url === undefined) return undefined;
  if (machine.parent !== undefined && machine.tracers.some(({ id }) => id === ID)) return undefined;
  const { service, preset, loki, logs, resource } = found.config;
  const key = `loki ${JSON.stringify({ service, preset, loki, logs, resource })}`;
  const make = loki.protocol === 'otlp' && preset !== 'go' ? overOtlp : pushed;
  return (await bindShared(machine, key, () => make(url, found.config, found))).handle;
}

async function pushed(
  url: string,
  config: TelemetryConfig,
  { onError }: EnvironmentOptions,
): Promise<TracerSource<Tracer>> {
  const { LokiClient, LokiLogs, ReferenceLoki, configuredLoki } = await import('../exporters/loki/index.js');
  // Without OpenTelemetry nobody makes spans of what is sent.
  const { withoutTracing: around } = await import('../exporters/otel-export/index.js').catch(() => NOTHING);
  const client = new LokiClient(url, { ...(await configuredLoki(config)), around, onError });
  const end = (): Promise<void> => client.shutdown();
  if (config.preset === 'go') return { tracer: new ReferenceLoki({ client }), end };
  const { level } = config.logs;
  return { tracer: new LokiLogs({ client, level, inherit: inheritByVariables(config), shutdown: end }) };
}

async function overOtlp(
  url: string,
  config: TelemetryConfig,
  { onError }: EnvironmentOptions,
): Promise<TracerSource<Tracer>> {
  const { lokiOtlpTarget } = await import('../exporters/loki/index.js');
  const { OtelLogs } = await import('../exporters/otel-logs/index.js');
  const otel = await import('../exporters/otel-export/index.js');
  const provider = await otel.createLogProvider({
    ...otel.configuredPipeline('logs', config),
    targets: [lokiOtlpTarget(url, config)],
    onError,
  });
  const { level } = config.logs;
  return { tracer: new OtelLogs({ ...provider, id: ID, level, inherit: inheritByVariables(config) }) };
}

const NOTHING: { readonly withoutTracing?: <R>(run: () => R) => R } = {};
