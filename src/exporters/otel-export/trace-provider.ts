import type { Tracer } from '@opentelemetry/api';
import type { IdGenerator, ReadableSpan, Sampler, SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { loadConfig } from '../../config/index.js';
import { SCHEMA_URL, SCOPE_NAME, SCOPE_VERSION } from '../../semconv.js';
import { configuredPipeline } from './configured.js';
import { spanJson, spanText } from './console-span.js';
import { createDeliveries } from './deliveries.js';
import type { SignalExporters } from './deliveries.js';
import type { ExportTarget } from './export-target.js';
import { loadPackage } from './load-package.js';
import { Pipeline } from './pipeline.js';
import type { ExportStats, PipelineOptions } from './pipeline.js';
import { recordLimits, type RecordLimits } from './record-limits.js';
import { RecordTracer } from './record-tracer.js';
import { readAnswer } from './proto-answer.js';
import { spansRequest } from './proto-records.js';
import { createResource } from './resource.js';
import type { ResourceOptions } from './resource.js';
import { samplerOf, type Sampling } from './sampling.js';
import { loadTraceSdk } from './trace-sdk.js';

/** Settings of {@link createTraceProvider}. */
export interface TraceProviderOptions extends ResourceOptions, PipelineOptions {
  readonly targets: readonly ExportTarget<ReadableSpan>[];
  /** @default that of {@link sampling} */
  readonly sampler?: Sampler | undefined;
  /** @default what `OTEL_TRACES_SAMPLER` says, else every trace */
  readonly sampling?: Sampling | undefined;
  /** @default what the variables say, else those of the SDK */
  readonly limits?: SpanLimits | undefined;
  /** @default random */
  readonly idGenerator?: IdGenerator | undefined;
}

/** How large a span becomes. */
export interface SpanLimits extends RecordLimits {
  readonly events?: number | undefined;
  readonly links?: number | undefined;
  readonly eventAttributes?: number | undefined;
  readonly linkAttributes?: number | undefined;
}

/** An OpenTelemetry tracer with a bounded way out. */
export interface TraceProvider {
  readonly tracer: Tracer;
  stats(): ExportStats;
  /** Bounded by `limitMs`; never rejects. */
  flush(): Promise<void>;
  /** Bounded by `limitMs`; never rejects; safe to call twice. */
  shutdown(): Promise<void>;
}

const SAMPLED = 1;

/**
 * Makes a provider of our own; it is not registered globally. Spans over the bound are dropped and counted, never lost
 * unseen.
 * @throws MachineError DEPENDENCY or EXPORTER when a target cannot be made
 */
export async function createTraceProvider(options: TraceProviderOptions): Promise<TraceProvider> {
  const sdk = await loadTraceSdk();
  const resource = await createResource(options);
  const { sampling, limits = {} } = options.limits === undefined ? await completed(options) : options;
  const pipeline = new Pipeline(await createDeliveries(options.targets, EXPORTERS), options);
  const sampler = options.sampler ?? (sampling && samplerOf(sdk, sampling));
  const provider = new sdk.Provider({
    resource,
    spanProcessors: [processorOf(pipeline)],
    ...(sampler && { sampler }),
    spanLimits: spanLimits(limits),
    ...(options.idGenerator && { idGenerator: options.idGenerator }),
  });
  const sdkTracer = provider.getTracer(SCOPE_NAME, SCOPE_VERSION, { schemaUrl: SCHEMA_URL });
  const scope = { name: SCOPE_NAME, version: SCOPE_VERSION, schemaUrl: SCHEMA_URL };
  const origin = { resource, scope, take: (span: ReadableSpan) => pipeline.add(span) };
  // Whoever wants to be asked about every span, or wants them smaller, gets those of the SDK.
  const isPlain = options.sampler === undefined && Object.values(limits).every((limit) => limit === undefined);
  return {
    tracer: isPlain ? new RecordTracer(sdkTracer, origin, options.idGenerator) : sdkTracer,
    stats: () => pipeline.stats(),
    flush: () => pipeline.flush(),
    shutdown: () => pipeline.shutdown(),
  };
}

/** By hand, without a configuration: as the variables say. */
async function completed({
  sampling,
}: TraceProviderOptions): Promise<Pick<TraceProviderOptions, 'sampling' | 'limits'>> {
  const { config } = await loadConfig({ file: false });
  const said = configuredPipeline('traces', config);
  return { sampling: sampling ?? said.sampling, limits: said.limits };
}

function spanLimits({ events, links, eventAttributes, linkAttributes, ...record }: SpanLimits) {
  return {
    ...recordLimits(record),
    ...(events !== undefined && { eventCountLimit: events }),
    ...(links !== undefined && { linkCountLimit: links }),
    ...(eventAttributes !== undefined && { attributePerEventCountLimit: eventAttributes }),
    ...(linkAttributes !== undefined && { attributePerLinkCountLimit: linkAttributes }),
  };
}

/** The SDK's own batch processor drops without a count, hence this one. */
function processorOf(pipeline: Pipeline<ReadableSpan>): SpanProcessor {
  return {
    onStart: () => undefined,
    onEnd(span) {
      if ((span.spanContext().traceFlags & SAMPLED) === SAMPLED) pipeline.add(span);
    },
    forceFlush: () => pipeline.flush(),
    shutdown: () => pipeline.shutdown(),
  };
}

const EXPORTERS: SignalExporters<ReadableSpan> = {
  signal: 'traces',
  consoleLine: { text: spanText, json: spanJson },
  async json() {
    const sdk = await loadPackage('@opentelemetry/otlp-transformer', () => import('@opentelemetry/otlp-transformer'));
    return sdk.JsonTraceSerializer;
  },
  protobuf: { serializeRequest: spansRequest, deserializeResponse: readAnswer },
};
