import type { DbgExporter, DbgExporterOptions } from '../../exporters/dbg/index.js';
import type { ModuleContext, StartedModule, TelemetryModule } from '../module.js';
import { HealthTracer } from '../../watchdog/index.js';
import { defined } from './defined.js';

/** Settings in code; they replace those of the configuration, key by key. */
export type DbgModuleOptions = Omit<DbgExporterOptions, 'onError' | 'timers' | 'open' | 'firstTypeId'>;

const SIGNAL = 'dbg';

/**
 * Machines in debuggers: am-dbg, or what receives for this package. At `localhost:6831` when nobody says where; nothing where
 * `dbg.enabled` is false.
 */
export function dbg(options: DbgModuleOptions = {}): TelemetryModule {
  return { name: SIGNAL, start: (context) => start(options, context) };
}

async function start(options: DbgModuleOptions, context: ModuleContext): Promise<StartedModule | undefined> {
  const { config } = context;
  if (!config.dbg.enabled) return undefined;
  const { DbgExporter, configuredDbg } = await import('../../exporters/dbg/index.js');
  const onError = (error: unknown): void => {
    context.onError(SIGNAL, error);
  };
  const exporter = new DbgExporter({ ...configuredDbg(config), ...defined(options), onError });
  const health = { id: `${exporter.id}-healthcheck`, inherit: exporter.inheritable, onError };
  const tracers = config.dbg.healthcheck ? [exporter, new HealthTracer(health)] : [exporter];
  return { tracers, budget: () => ({}), ...countsOf(exporter) };
}

function countsOf(exporter: DbgExporter): Pick<Required<StartedModule>, 'stats' | 'losses'> {
  const total = (count: (stats: ReturnType<DbgExporter['stats']>[number]) => number): number =>
    exporter.stats().reduce((sum, stats) => sum + count(stats), 0);
  const reasons = ['queue_full', 'shutdown', 'refused'] as const;
  return {
    stats: () => ({
      dropped: reasons.reduce((sum, reason) => sum + total(({ dropped }) => dropped[reason]), 0),
      errors: total(({ errors }) => errors),
      waiting: total(({ waiting }) => waiting),
    }),
    losses: () => ({
      dropped: reasons.map((reason) => ({
        ...{ signal: SIGNAL, reason, count: total(({ dropped }) => dropped[reason]) },
      })),
      errors: [{ signal: SIGNAL, count: total(({ errors }) => errors) }],
    }),
  };
}
