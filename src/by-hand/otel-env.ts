import type { AnyMachine } from '../engine/index.js';
import type { Tracer } from '../tracer/index.js';
import type { Handle } from '../exporters/shared/index.js';
import { exporterIn, readEnvironmentFor } from './environment-config.js';
import type { EnvironmentOptions } from './environment-config.js';
import { referenceTracer } from './reference-environment.js';
import { bindShared, inheritByVariables } from './shared-tracer.js';
import type { TracerSource } from './shared-tracer.js';

/**
 * Traces a machine and its submachines as the variables say (telemetry specification §1.13). Await it before the first
 * mutation. All machines of one service share a tracer, which ends with the last of them.
 * @returns undefined, and nothing is done, without `AM_SERVICE` or `OTEL_SERVICE_NAME`; without `AM_OTEL_TRACE` or another
 * variable that says where traces go; and for a machine with a parent, unless `force` is set
 * @throws MachineError `CONFIG` for a malformed variable, `DEPENDENCY` for a missing package, `EXPORTER`, `BINDING`
 */
export async function bindOtelEnv(machine: AnyMachine, options: EnvironmentOptions = {}): Promise<Handle | undefined> {
  const found = await readEnvironmentFor(machine, options);
  if (found === undefined) return undefined;
  const { config, isSet } = found;
  const exporter = exporterIn(config, 'traces');
  if (exporter === 'none') return undefined;
  const { service, otlp, traces, resource } = config;
  const key = `traces ${JSON.stringify({ service, otlp, traces, resource })}`;
  const { handle } = await bindShared(machine, key, async (): Promise<TracerSource<Tracer>> => {
    const { OtelMachTracer, configuredTraces } = await import('../exporters/otel-traces/index.js');
    const otel = await import('../exporters/otel-export/index.js');
    const provider = await otel.createTraceProvider({
      ...otel.configuredPipeline('traces', config),
      targets: [otel.configuredTarget('traces', exporter, config)],
      onError: options.onError,
    });
    if (config.preset === 'go') return { tracer: await referenceTracer(provider, options.environment) };
    const { parent: rootSpan, ...settings } = configuredTraces(config, isSet);
    return { tracer: new OtelMachTracer({ ...settings, ...provider, rootSpan, inherit: inheritByVariables(config) }) };
  });
  return handle;
}
