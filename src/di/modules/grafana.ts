import type { GrafanaSyncOptions } from '../../grafana/index.js';
import type { ModuleContext, StartedModule, TelemetryModule } from '../module.js';
import { loadAdapter } from './adapter.js';
import { defined } from './defined.js';
import { silence } from './silence.js';

/** Settings in code; they replace those of the configuration, key by key. */
export type GrafanaModuleOptions = Partial<Omit<GrafanaSyncOptions, 'around' | 'onError' | 'warn' | 'timers'>>;

const SIGNAL = 'grafana';
const PACKAGE = '@grafana/grafana-foundation-sdk@0.0.21';

/** A dashboard in Grafana, kept up to date with the machines there are; machines never wait for it. */
export function grafana(options: GrafanaModuleOptions = {}): TelemetryModule {
  return { name: SIGNAL, start: (context) => start(options, context) };
}

async function start(options: GrafanaModuleOptions, context: ModuleContext): Promise<StartedModule | undefined> {
  const { config } = context;
  const { url = config.grafana.url, token = config.grafana.token } = options;
  if (url === undefined) return undefined;
  if (token === undefined) {
    context.warn('grafana.url is set and grafana.token is not, so no dashboard is brought there: set GRAFANA_TOKEN');
    return undefined;
  }
  const { GrafanaSyncTracer } = await loadAdapter(SIGNAL, PACKAGE, () => import('../../grafana/index.js'));
  const { name, folder, layout, debounceMs, pruneDisposed } = config.grafana;
  const tracer = new GrafanaSyncTracer({
    ...{ source: config.service, folder, layout, debounceMs, pruneDisposed },
    ...defined(options),
    ...{ url, token, name: options.name ?? name ?? config.service },
    around: await silence(),
    warn: (text) => {
      context.warn(text);
    },
    onError: (error) => {
      context.onError(SIGNAL, error);
    },
  });
  tracer.start();
  return {
    tracers: [tracer],
    destinations: () => [{ kind: SIGNAL, url, token, delivered: 0, failed: tracer.failures }],
    // It makes neither series nor spans.
    budget: () => ({}),
    stats: () => ({ errors: tracer.failures }),
    losses: () => ({ dropped: [], errors: [{ signal: SIGNAL, count: tracer.failures }] }),
  };
}
