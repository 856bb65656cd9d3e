import type * as otel from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { MachineError } from '../../errors.js';
import { MemoryBuffer } from '../../exporters/memory/index.js';
import type { TraceProvider } from '../../exporters/otel-export/index.js';
import type { OtelTracesOptions } from '../../exporters/otel-traces/index.js';
import { machineLine, spanNamesOf } from '../../exporters/shared/index.js';
import { registered } from '../module.js';
import type { ModuleContext, StartedModule, TelemetryModule } from '../module.js';
import { CLOCK, MEMORY_SPANS, SPAN_EXPORTER, TRACE_PROVIDER } from '../tokens.js';
import type { OwnTraceProvider } from '../tokens.js';
import { loadAdapter } from './adapter.js';
import { countsOf } from './counts.js';
import { probeOf } from './span-probe.js';
import { exporterOf, targetOf } from './otlp-target.js';
import { ownPropagator, processContext } from './process-context.js';
import type { SinkSettings } from './otlp-target.js';

/** A span as exporter `memory` keeps it. */
export type SpanRecord = ReadableSpan;

/** Settings in code; they replace those of the configuration. */
export interface OtelTracesModuleOptions extends SinkSettings<SpanRecord>, Omit<OtelTracesOptions, 'sink' | 'clock'> {
  /**
   * A provider of one's own, or of any OpenTelemetry SDK, which is flushed but not shut down: no other is made. `auto` takes
   * the one that is registered globally, if there is one; `own` makes one. @default what is registered as `TRACE_PROVIDER`, else `traces.provider`
   */
  readonly provider?: 'auto' | 'own' | OwnTraceProvider | ForeignTraceProvider | undefined;
}

/** A provider of any OpenTelemetry SDK. */
export type ForeignTraceProvider = otel.TracerProvider;

/** A propagator of OpenTelemetry. */
export type ForeignPropagator = otel.TextMapPropagator;

/** Traces through OpenTelemetry. */
export function otelTraces(options: OtelTracesModuleOptions = {}): TelemetryModule {
  return { name: 'otel-traces', start: (context) => start(options, context) };
}

async function start(options: OtelTracesModuleOptions, context: ModuleContext): Promise<StartedModule | undefined> {
  const { provider, exporter: _exporter, endpoint: _endpoint, file: _file, ...tracing } = options;
  const chosen = provider ?? registered(context.container, TRACE_PROVIDER) ?? context.config.traces.provider;
  const exporter = exporterOf('traces', options, context, SPAN_EXPORTER);
  if (chosen === 'own' && exporter === 'none') return undefined;
  const adapter = await loadAdapter('otel-traces', '@opentelemetry/api', () => {
    return import('../../exporters/otel-traces/index.js');
  });
  const own = ownProvider(chosen, adapter);
  if (own === undefined && exporter === 'none') return undefined;
  const propagator = ownPropagator(context, options.propagator);
  const source = own ?? (await createProvider(exporter as OneExporter, options, context));
  const clock = registered(context.container, CLOCK);
  const outside = processContext(context, adapter, propagator);
  const onError = (error: unknown): void => {
    context.onError('traces', error);
  };
  const settings: Omit<OtelTracesOptions, 'sink'> = {
    onError,
    ...adapter.configuredTraces(context.config, (key) => context.isSet(key)),
    ...outside.settings,
    // Where nobody logs, they show as events after all.
    exceptions: context.config.traces.exceptions,
    records: (event) => context.record(event),
    ...(clock !== undefined && { clock }),
    ...tracing,
  };
  const sink = new adapter.SdkSink({ ...endsOf(source), tracer: source.tracer, onError });
  const tracer = adapter.configuredTracer(context.config, { ...settings, sink }, (machine, line) => {
    context.debug(machineLine(line, machine));
  });
  const counts = countsOf('traces', 'spans', () => source.stats?.());
  return {
    tracers: [tracer],
    contextOf: (machine) => tracer.contextOf(machine),
    budget: (shape) => ({ spanNames: spanNamesOf(shape, settings) }),
    probe: () => probeOf(source.tracer),
    shutdown: () => {
      outside.end();
      return Promise.resolve();
    },
    ...counts,
    losses() {
      const { errors, ...others } = counts.losses();
      return { ...others, errors: [...errors, { signal: 'clock', count: tracer.clockJumps }] };
    },
  };
}

/** How a provider is flushed and ended, be its methods its own or not. */
function endsOf(source: OwnTraceProvider): Pick<TraceProvider, 'shutdown'> & Partial<Pick<TraceProvider, 'flush'>> {
  return {
    ...(source.flush && { flush: () => source.flush?.() ?? Promise.resolve() }),
    shutdown: () => source.shutdown?.() ?? source.flush?.() ?? Promise.resolve(),
  };
}

type OneExporter = Exclude<ReturnType<typeof exporterOf<SpanRecord>>, 'none'>;

/** Nothing, where one is to be made. */
function ownProvider(
  provider: NonNullable<OtelTracesModuleOptions['provider']>,
  { globalTraceSource, traceSourceOf }: typeof import('../../exporters/otel-traces/index.js'),
): OwnTraceProvider | undefined {
  if (provider === 'own') return undefined;
  if (provider === 'auto') return globalTraceSource();
  if (typeof provider === 'object' && 'getTracer' in provider) return traceSourceOf(provider);
  if (typeof provider === 'object' && 'tracer' in provider) return provider;
  throw new MachineError('CONFIG', PROVIDER_EXPECTED.replace('%', String(provider)));
}

const PROVIDER_EXPECTED =
  'otelTraces: provider is %: expected auto, own, a TracerProvider, or an object with an OpenTelemetry `tracer`';

async function createProvider(
  exporter: OneExporter,
  options: OtelTracesModuleOptions,
  context: ModuleContext,
): Promise<TraceProvider> {
  const { configuredPipeline, createTraceProvider } = await loadAdapter('otel-traces', '@opentelemetry/api', () => {
    return import('../../exporters/otel-export/index.js');
  });
  const target = await targetOf('traces', exporter, options, context, () => {
    const memory = new MemoryBuffer<SpanRecord>();
    context.container.register(MEMORY_SPANS, { useFactory: () => memory });
    return memory;
  });
  return createTraceProvider({
    ...configuredPipeline('traces', context.config),
    targets: [target],
    onError: (error) => {
      context.onError('traces', error);
    },
  });
}
