import { MachineList, MachineTracker, serveAdmin } from '../../src/admin/index.js';
import type { AdminServer, ServeAdminOptions } from '../../src/admin/index.js';
import type { TelemetryScope } from '../../src/instrument/index.js';
import { recorders, startScope } from './scopes.js';

const open: AdminServer[] = [];

/** An admin endpoint on a free port with a scope of its own; {@link closeAdmin} closes it. */
export async function admin(
  options: Partial<ServeAdminOptions> = {},
): Promise<AdminServer & { readonly scope: TelemetryScope }> {
  const tracker = new MachineTracker();
  const { traced, metered } = recorders();
  const scope = startScope({ tracers: [tracker, traced, metered] });
  const machines = new MachineList(scope, tracker);
  const target = { scope, machines, doctor: () => Promise.resolve({ healthy: true }) };
  const server = await serveAdmin({ port: 0, target: () => target, ...options });
  open.push(server);
  return { ...server, scope };
}

/** Closes every endpoint. */
export async function closeAdmin(): Promise<void> {
  await Promise.all(open.splice(0).map((server) => server.close()));
}
