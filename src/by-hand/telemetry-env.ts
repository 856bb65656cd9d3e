import type { AnyMachine } from '../engine/index.js';
import { handleOf } from '../exporters/shared/index.js';
import type { Handle } from '../exporters/shared/index.js';
import { detectEvals } from '../instrument/index.js';
import { readEnvironmentFor } from './environment-config.js';
import type { EnvironmentOptions } from './environment-config.js';
import { bindDbgEnv } from './dbg-env.js';
import { bindLokiEnv } from './loki-env.js';
import { machDashboardEnv } from './mach-dashboard-env.js';
import { machMetricsEnv } from './mach-metrics-env.js';
import { bindOtelEnv } from './otel-env.js';
import { bindOtelLogsEnv } from './otel-logs-env.js';

/**
 * All that variables can do for a machine and its submachines: traces, logs, metrics, Loki, dashboards in Grafana and debuggers, each by its
 * own variables; `AM_DETECT_EVAL` as well. Await it before the first mutation.
 * @returns undefined when no variable asks for anything
 * @throws MachineError as {@link bindOtelEnv}; nothing is left bound then
 */
export async function bindTelemetryEnv(
  machine: AnyMachine,
  options: EnvironmentOptions = {},
): Promise<Handle | undefined> {
  const found = await readEnvironmentFor(machine, { ...options, force: true }, false);
  if (found?.config.detectEval === true) detectEvals(machine);
  const handles: Handle[] = [];
  const all = handleOf('telemetry-env', {
    flush: async () => {
      await Promise.all(handles.map((handle) => handle.flush()));
    },
    dispose: async () => {
      await Promise.all(handles.map((handle) => handle.dispose()));
    },
  });
  try {
    for (const bind of [machMetricsEnv, bindOtelEnv, bindOtelLogsEnv, bindLokiEnv, machDashboardEnv, bindDbgEnv]) {
      const handle = await bind(machine, options);
      if (handle !== undefined) handles.push(handle);
    }
  } catch (error) {
    await all.dispose();
    throw error;
  }
  return handles.length === 0 ? undefined : all;
}
