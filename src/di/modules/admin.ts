import type { DependencyContainer } from 'tsyringe';
import type { AdminTarget } from '../../admin/index.js';
import type { TelemetryScope } from '../../instrument/index.js';
import type { Tracer } from '../../tracer/index.js';
import { registered } from '../module.js';
import type { ModuleContext, StartedModule, TelemetryModule } from '../module.js';
import { CLOCK, SCOPE, TELEMETRY } from '../tokens.js';

/** Settings in code; they replace those of the configuration. */
export interface AdminModuleOptions {
  readonly host?: string | undefined;
  /** 0 takes a free one. @default 9465 */
  readonly port?: number | undefined;
  /** Bearer token that requests must carry; a must on any address but loopback. */
  readonly token?: string | undefined;
  /** Whether the endpoint alone keeps the process running. @default false */
  readonly keepProcessAlive?: boolean | undefined;
}

/** What every machine does now and why, and the switches of the instrumentation, over HTTP on loopback. */
export function admin(options: AdminModuleOptions = {}): TelemetryModule {
  return { name: 'admin', start: (context) => start(options, context) };
}

async function start(options: AdminModuleOptions, context: ModuleContext): Promise<StartedModule> {
  const { container, config } = context;
  // A program without the endpoint does not load a server.
  const { MachineList, MachineTracker, serveAdmin } = await import('../../admin/index.js');
  const tracker = new MachineTracker(registered(container, CLOCK));
  const doctor = async () => ({ findings: await container.resolve(TELEMETRY).doctor() });
  let target: AdminTarget | undefined;
  const server = await serveAdmin({
    host: options.host ?? config.admin.host,
    port: options.port ?? config.admin.port,
    token: options.token ?? config.admin.token,
    keepProcessAlive: options.keepProcessAlive,
    target: () => {
      const scope = target?.scope ?? scopeOf(container, tracker);
      return (target ??= scope && { scope, machines: new MachineList(scope, tracker), doctor });
    },
    onError: (error) => {
      context.onError('admin', error);
    },
  });
  return { tracers: [tracker], adminUrl: server.url, shutdown: () => server.close() };
}

/** Modules start before their scope; until then there may be that of an earlier telemetry, or of a container above. */
function scopeOf(container: DependencyContainer, tracker: Tracer): TelemetryScope | undefined {
  const scope = registered(container, SCOPE);
  return scope?.tracers.includes(tracker) === true ? scope : undefined;
}
