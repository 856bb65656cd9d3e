import type { AnyMachine } from '../engine/index.js';
import type { Handle } from '../exporters/shared/index.js';
import type { Tracer } from '../tracer/index.js';
import { exporterIn, readEnvironmentFor } from './environment-config.js';
import type { EnvironmentOptions } from './environment-config.js';
import { bindShared, inheritByVariables } from './shared-tracer.js';
import type { TracerSource } from './shared-tracer.js';

/**
 * Logs a machine and its submachines as the variables say (telemetry specification §2.5). As {@link bindOtelEnv}, with
 * `AM_OTEL_LOG` or another variable that says where logs go; `AM_LOG` is their level.
 * @throws MachineError as {@link bindOtelEnv}
 */
export async function bindOtelLogsEnv(
  machine: AnyMachine,
  options: EnvironmentOptions = {},
): Promise<Handle | undefined> {
  const found = await readEnvironmentFor(machine, options);
  if (found === undefined) return undefined;
  const { config } = found;
  const exporter = exporterIn(config, 'logs');
  if (exporter === 'none') return undefined;
  const { service, otlp, logs, resource, preset } = config;
  const key = `logs ${JSON.stringify({ service, otlp, logs, resource, preset })}`;
  const { handle } = await bindShared(machine, key, async (): Promise<TracerSource<Tracer>> => {
    const { OtelLogs, referenceLogsOf } = await import('../exporters/otel-logs/index.js');
    const otel = await import('../exporters/otel-export/index.js');
    const provider = await otel.createLogProvider({
      ...otel.configuredPipeline('logs', config),
      targets: [otel.configuredTarget('logs', exporter, config)],
      onError: found.onError,
    });
    const { level } = logs;
    if (preset === 'go') return { tracer: referenceLogsOf(provider, { level, service }) };
    return { tracer: new OtelLogs({ ...provider, inherit: inheritByVariables(config), ...(level && { level }) }) };
  });
  return handle;
}
