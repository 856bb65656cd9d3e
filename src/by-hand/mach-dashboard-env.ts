import type { TelemetryConfig } from '../config/index.js';
import { onDispose } from '../engine/index.js';
import type { AnyMachine } from '../engine/index.js';
import { MachineError } from '../errors.js';
import { bindByHand } from '../exporters/shared/index.js';
import type { Handle } from '../exporters/shared/index.js';
import type { Tracer } from '../tracer/index.js';
import { readEnvironmentFor } from './environment-config.js';
import type { EnvironmentOptions } from './environment-config.js';
import { inheritByVariables } from './shared-tracer.js';

/**
 * Keeps a dashboard of a machine and its submachines in Grafana as the variables say (telemetry specification §5.4, §5.5):
 * `AM_GRAFANA_URL` with `GRAFANA_TOKEN` or `AM_GRAFANA_TOKEN`, `AM_GRAFANA_FOLDER` and `AM_GRAFANA_NAME`. It is uploaded within two
 * seconds, and again when submachines come; under preset `go` as the reference does, with each new one. As {@link bindOtelEnv}.
 * @returns undefined, and nothing is done, without an address, a token or the name of the service
 * @throws MachineError as {@link bindOtelEnv}; `DEPENDENCY` when the package that dashboards need is not installed
 */
export async function machDashboardEnv(
  machine: AnyMachine,
  options: EnvironmentOptions = {},
): Promise<Handle | undefined> {
  const found = await readEnvironmentFor(machine, options);
  const { url, token } = found?.config.grafana ?? {};
  if (found === undefined || url === undefined || token === undefined) return undefined;
  const handle = bindByHand(machine, await tracerFor(machine, { url, token }, found.config, found), true);
  onDispose(machine, () => handle.dispose());
  return handle;
}

async function tracerFor(
  machine: AnyMachine,
  access: { readonly url: string; readonly token: string },
  config: TelemetryConfig,
  { onError }: EnvironmentOptions,
): Promise<Tracer> {
  const { GrafanaSyncTracer, ReferenceSyncTracer } = await import('../grafana/index.js').catch((cause: unknown) => {
    const message =
      'dashboards need a package that is not installed: npm install @grafana/grafana-foundation-sdk@0.0.21';
    throw new MachineError('DEPENDENCY', message, { cause });
  });
  const { service: source, preset, rpc } = config;
  const { folder, name = machine.id, layout, debounceMs, pruneDisposed } = config.grafana;
  // Without OpenTelemetry nobody makes spans of what is sent.
  const { withoutTracing: around } = await import('../exporters/otel-export/index.js').catch(() => NOTHING);
  const common = { ...access, source, folder, around, onError };
  if (preset === 'go') return new ReferenceSyncTracer({ ...common, machineId: machine.id, rpc });
  const tracer = new GrafanaSyncTracer({
    ...common,
    name,
    layout,
    debounceMs,
    pruneDisposed,
    inherit: inheritByVariables(config),
  });
  tracer.start();
  return tracer;
}

const NOTHING: { readonly withoutTracing?: <R>(run: () => R) => R } = {};
