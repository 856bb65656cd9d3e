import { MachineList, MachineTracker, serveAdmin } from '../../admin/index.js';
import type { AdminTarget } from '../../admin/index.js';
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
  const tracker = new MachineTracker(registered(container, CLOCK));
  let target: AdminTarget | undefined;
  const server = await serveAdmin({
    host: options.host ?? config.admin.host,
    port: options.port ?? config.admin.port,
    token: options.token ?? config.admin.token,
    keepProcessAlive: options.keepProcessAlive,
    target: () => (target ??= targetOf(context, tracker)),
    onError: (error) => {
      context.onError('admin', error);
    },
  });
  return { tracers: [tracker], adminUrl: server.url, shutdown: () => server.close() };
}

/** Modules start before what they serve; a container above may have a telemetry of its own. */
function targetOf({ container, config }: ModuleContext, tracker: MachineTracker): AdminTarget | undefined {
  if (!container.isRegistered(TELEMETRY)) return undefined;
  const scope = container.resolve(SCOPE);
  const telemetry = container.resolve(TELEMETRY);
  return {
    service: config.service,
    scope,
    machines: new MachineList(scope, tracker),
    doctor: async () => ({ findings: await telemetry.doctor() }),
  };
}
