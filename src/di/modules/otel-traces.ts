import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { MemoryBuffer } from '../../exporters/memory/index.js';
import type { TraceProvider } from '../../exporters/otel-export/index.js';
import type { OtelTracesOptions } from '../../exporters/otel-traces/index.js';
import { spanNamesOf } from '../../exporters/shared/index.js';
import { registered } from '../module.js';
import type { ModuleContext, StartedModule, TelemetryModule } from '../module.js';
import { CLOCK, MEMORY_SPANS, TRACE_PROVIDER } from '../tokens.js';
import type { OwnTraceProvider } from '../tokens.js';
import { loadAdapter } from './adapter.js';
import { countsOf } from './counts.js';
import { exporterOf, targetOf } from './otlp-target.js';
import type { SinkSettings } from './otlp-target.js';

/** A span as exporter `memory` keeps it. */
export type SpanRecord = ReadableSpan;

/** Settings in code; they replace those of the configuration. */
export interface OtelTracesModuleOptions extends SinkSettings, Omit<OtelTracesOptions, 'sink' | 'clock'> {
  /** A provider of one's own: no other is made. @default what is registered as `TRACE_PROVIDER` */
  readonly provider?: OwnTraceProvider | undefined;
}

/** Traces through OpenTelemetry. */
export function otelTraces(options: OtelTracesModuleOptions = {}): TelemetryModule {
  return { name: 'otel-traces', start: (context) => start(options, context) };
}

async function start(options: OtelTracesModuleOptions, context: ModuleContext): Promise<StartedModule | undefined> {
  const { provider: given, exporter: _exporter, endpoint: _endpoint, file: _file, ...tracing } = options;
  const own = given ?? registered(context.container, TRACE_PROVIDER);
  const exporter = exporterOf('traces', options, context);
  if (own === undefined && exporter === 'none') return undefined;
  const { OtelTraces, SdkSink, parseTraceparent } = await loadAdapter('otel-traces', '@opentelemetry/api', () => {
    return import('../../exporters/otel-traces/index.js');
  });
  const provider = own ?? (await createProvider(exporter as Exclude<typeof exporter, 'none'>, options, context));
  const { traceparent, transitions, auto, health, checks } = context.config.traces;
  const parent = traceparent === undefined ? undefined : parseTraceparent(traceparent);
  const clock = registered(context.container, CLOCK);
  const settings = {
    skipTransitions: !(transitions ?? context.config.preset !== 'go'),
    skipAuto: !auto,
    ...(health !== undefined && { skipHealth: !health }),
    ...(checks !== undefined && { skipChecks: !checks }),
    ...(parent !== undefined && { parent }),
    ...(clock !== undefined && { clock }),
    ...tracing,
  };
  const tracer = new OtelTraces({
    ...settings,
    sink: new SdkSink({
      tracer: provider.tracer,
      onError: (error) => {
        context.onError('traces', error);
      },
      ...(provider.flush && { flush: () => provider.flush?.() ?? Promise.resolve() }),
      ...(provider.shutdown && { shutdown: () => provider.shutdown?.() ?? Promise.resolve() }),
    }),
  });
  return {
    tracers: [tracer],
    contextOf: (machine) => tracer.contextOf(machine),
    budget: (shape) => ({ spanNames: spanNamesOf(shape, settings) }),
    ...countsOf('traces', 'spans', () => provider.stats?.()),
  };
}

async function createProvider(
  exporter: 'otlp' | 'file' | 'console' | 'memory',
  options: OtelTracesModuleOptions,
  context: ModuleContext,
): Promise<TraceProvider> {
  const { createTraceProvider } = await loadAdapter('otel-traces', '@opentelemetry/api', () => {
    return import('../../exporters/otel-export/index.js');
  });
  const target = targetOf('traces', exporter, options, context, () => {
    const memory = new MemoryBuffer<SpanRecord>();
    context.container.register(MEMORY_SPANS, { useValue: memory });
    return memory;
  });
  return createTraceProvider({
    targets: [target],
    serviceName: context.config.service,
    limitMs: context.config.shutdownTimeoutMs,
    onError: (error) => {
      context.onError('traces', error);
    },
  });
}
