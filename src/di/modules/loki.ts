import type { LokiClient, LokiClientOptions, LokiLogsOptions } from '../../exporters/loki/index.js';
import { sinkStats } from '../../exporters/shared/index.js';
import { registered } from '../module.js';
import type { ModuleContext, StartedModule, TelemetryModule } from '../module.js';
import { CLOCK } from '../tokens.js';
import { loadAdapter } from './adapter.js';
import { countsOf } from './counts.js';
import { defined } from './defined.js';
import { silence } from './silence.js';

/** Settings in code; they replace those of the configuration, key by key. */
export interface LokiModuleOptions
  extends
    Partial<Omit<LokiClientOptions, 'preset' | 'onError' | 'around' | 'clock' | 'timers'>>,
    Pick<LokiLogsOptions, 'id' | 'inherit' | 'level' | 'linePrefix' | 'severityMap' | 'stackInBody'> {
  /** Base address of Loki; `http://` may be left out. @default the configuration, else `http://localhost:3100` */
  readonly url?: string | undefined;
  /** Loki's own, or OTLP. Under preset `go` it is its own. @default the configuration, 'push' */
  readonly protocol?: 'push' | 'otlp' | undefined;
}

const SIGNAL = 'loki';
const DEFAULT_URL = 'http://localhost:3100';
const ID = 'loki-logs';

/** Lines of machines in Loki, with the identity of the spans they belong to. */
export function loki(options: LokiModuleOptions = {}): TelemetryModule {
  return {
    name: 'loki',
    start(context) {
      const { url = context.config.loki.url ?? DEFAULT_URL, protocol = context.config.loki.protocol } = options;
      const isOtlp = protocol === 'otlp' && context.config.preset !== 'go';
      return (isOtlp ? startOtlp : startPush)(url, options, context);
    },
  };
}

async function startPush(url: string, options: LokiModuleOptions, context: ModuleContext): Promise<StartedModule> {
  const { LokiClient, LokiLogs, ReferenceLoki, configuredLoki, lokiStreams } =
    await import('../../exporters/loki/index.js');
  const { url: _url, protocol: _protocol, id, inherit, level, linePrefix, severityMap, stackInBody, ...own } = options;
  const clock = registered(context.container, CLOCK);
  const settings = { ...(await configuredLoki(context.config)), ...defined(own) };
  const client = new LokiClient(url, {
    ...settings,
    clock,
    around: await silence(),
    onError: (error) => {
      context.onError(SIGNAL, error);
    },
  });
  if (context.config.preset === 'go') {
    const tracer = new ReferenceLoki({ client, id });
    return { tracers: [tracer], ...pushCounts(client), shutdown: () => client.shutdown() };
  }
  const tracer = new LokiLogs({
    client,
    contextOf: (machine) => context.contextOf(machine),
    level: level ?? context.config.logs.level,
    ...{ id, inherit, linePrefix, severityMap, stackInBody, clock },
    shutdown: () => client.shutdown(),
  });
  return {
    tracers: [tracer],
    ...pushCounts(client),
    budget: (shape) => ({ streams: lokiStreams(shape, settings) }),
  };
}

async function startOtlp(url: string, options: LokiModuleOptions, context: ModuleContext): Promise<StartedModule> {
  const packages = '@opentelemetry/api @opentelemetry/api-logs';
  const { OtelLogs } = await loadAdapter(SIGNAL, packages, () => import('../../exporters/otel-logs/index.js'));
  const otel = await import('../../exporters/otel-export/index.js');
  const { lokiOtlpTarget } = await import('../../exporters/loki/index.js');
  const { config } = context;
  const { level, inherit, severityMap, stackInBody } = options;
  const provider = await otel.createLogProvider({
    ...otel.configuredPipeline('logs', config),
    targets: [lokiOtlpTarget(url, { ...config, loki: { ...config.loki, ...defined(ofOtlp(options)) } })],
    onError: (error) => {
      context.onError(SIGNAL, error);
    },
  });
  const tracer = new OtelLogs({
    logger: provider.logger,
    id: options.id ?? ID,
    contextOf: (machine) => context.contextOf(machine),
    level: level ?? config.logs.level,
    ...{ inherit, severityMap, stackInBody, clock: registered(context.container, CLOCK) },
    flush: () => provider.flush(),
    shutdown: () => provider.shutdown(),
  });
  return { tracers: [tracer], ...countsOf(SIGNAL, 'logs', () => provider.stats()) };
}

/** The options that a request over OTLP has as well. */
function ofOtlp({ user, password, token, tenant, timeoutMs, compression }: LokiModuleOptions) {
  return { user, password, token, tenant, timeoutMs, compression };
}

function pushCounts(client: LokiClient): Pick<Required<StartedModule>, 'stats' | 'losses'> {
  return {
    stats() {
      const { received, dropped, failed, errors, waiting } = client.stats();
      return { logs: received, dropped: dropped + failed, errors, waiting };
    },
    losses() {
      const { address, ...counts } = client.stats();
      const sink = { signal: SIGNAL, record: 'log', component: 'loki_push_log_exporter', index: 0, address } as const;
      const stats = sinkStats(sink, counts);
      return {
        dropped: (['queue_full', 'shutdown', 'refused'] as const).map((reason) => ({
          ...{ signal: SIGNAL, reason, count: stats.dropped[reason] },
        })),
        errors: [{ signal: SIGNAL, count: stats.errors }],
        sinks: [stats],
      };
    },
  };
}
