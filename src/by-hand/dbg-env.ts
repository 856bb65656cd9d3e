import type { TelemetryConfig } from '../config/index.js';
import type { AnyMachine } from '../engine/index.js';
import { handleOf } from '../exporters/shared/index.js';
import type { Handle } from '../exporters/shared/index.js';
import type { InheritRules } from '../tracer/index.js';
import { HealthTracer } from '../watchdog/index.js';
import { readEnvironmentFor } from './environment-config.js';
import type { EnvironmentConfig, EnvironmentOptions } from './environment-config.js';
import { bindShared, inheritByVariables } from './shared-tracer.js';

const ID = 'dbg';

/**
 * Shows a machine and its submachines in debuggers as the variables say (debugger specification §1.6): `AM_DBG_ADDR` and those
 * beside it, `AM_LOG` is the level of the lines that go along. As {@link bindOtelEnv}, but without a name for the service, and for
 * a machine with a parent, too, where it inherits nothing of the kind.
 * @returns undefined, and nothing is done, without `AM_DBG_ADDR`, and with `AM_TEST_RUNNER`
 * @throws MachineError `CONFIG` naming the variable and its value
 */
export async function bindDbgEnv(machine: AnyMachine, options: EnvironmentOptions = {}): Promise<Handle | undefined> {
  const found = await readEnvironmentFor(machine, { ...options, force: true }, false);
  if (found?.config.dbg.address === undefined) return undefined;
  if (machine.parent !== undefined && machine.tracers.some(({ id }) => id === ID)) return undefined;
  const { config } = found;
  const { DbgExporter, configuredDbg } = await import('../exporters/dbg/index.js');
  const settings = configuredDbg(config);
  if (settings === undefined) return undefined;
  const { handle } = await bindShared(machine, `dbg ${JSON.stringify(settings)}`, () => {
    const { onError } = found;
    return Promise.resolve({ tracer: new DbgExporter({ ...settings, inherit: inheritanceOf(config), onError }) });
  });
  return config.dbg.healthcheck ? withHealthchecks(machine, found, handle) : handle;
}

/** Health checks that end with the debugger's handle (`AM_HEALTHCHECK`). */
async function withHealthchecks(
  machine: AnyMachine,
  { config, onError }: EnvironmentConfig,
  shown: Handle,
): Promise<Handle> {
  const checks = new HealthTracer({ id: `${ID}-healthcheck`, inherit: inheritanceOf(config), onError });
  const { handle: checked } = await bindShared(machine, `${ID}-healthcheck ${String(config.rpc)}`, () =>
    Promise.resolve({ tracer: checks }),
  );
  return handleOf(ID, {
    flush: () => shown.flush(),
    dispose: async () => {
      await checked.dispose();
      await shown.dispose();
    },
  });
}

function inheritanceOf(config: TelemetryConfig): InheritRules | false {
  return config.dbg.inherit && inheritByVariables(config);
}
