import type { Resource } from '@opentelemetry/resources';
import type { Timers } from '../shared/index.js';
import type { OtlpTarget } from './export-target.js';
import { loadPackage } from './load-package.js';
import { MetricPush } from './metric-push.js';
import type { MetricExport } from './metric-push.js';
import type { OtlpSerializer } from './otlp-delivery.js';
import { deliverOverOtlp } from './over-otlp.js';
import { readAnswer } from './proto-answer.js';
import { createResource } from './resource.js';
import type { ResourceOptions } from './resource.js';

const INTERVAL_MS = 60_000;
const LIMIT_MS = 10_000;

/** The metrics of one scope, in the form of `@opentelemetry/sdk-metrics`. */
interface ScopeMetrics {
  readonly metrics: readonly { readonly dataPoints: readonly unknown[] }[];
}

/** Where metrics come from: `metricProducer(metrics)`, or any other producer of OpenTelemetry with cumulative sums. */
export interface MetricSource {
  collect(): Promise<{ readonly resourceMetrics: { readonly scopeMetrics: readonly ScopeMetrics[] } }>;
}

/** Settings of {@link createMetricExport}. */
export interface MetricExportOptions extends ResourceOptions {
  readonly source: MetricSource;
  /** @default OTLP to where the standard `OTEL_EXPORTER_OTLP_*` variables say */
  readonly target?: OtlpTarget | undefined;
  /** Time between two pushes, in milliseconds. @default 60000 */
  readonly intervalMs?: number | undefined;
  /** Longest the source, a flush or a shutdown takes, in milliseconds. @default 10000 */
  readonly limitMs?: number | undefined;
  /** Told of the first failure, and again of the first one after a success. Must not throw. @default it is only counted */
  readonly onError?: ((error: unknown) => void) | undefined;
  /** @default the timers of the process, which do not keep it alive */
  readonly timers?: Timers | undefined;
}

interface ResourceMetrics {
  readonly resource: Resource;
  readonly scopeMetrics: readonly ScopeMetrics[];
}

/**
 * Pushes the metrics of a source over OTLP from now on, the first time after one interval.
 * @throws MachineError `DEPENDENCY` for a package that is missing, `EXPORTER` for a certificate, a key or an address that is unfit
 */
export async function createMetricExport(options: MetricExportOptions): Promise<MetricExport> {
  const { source, target = { kind: 'otlp' }, intervalMs = INTERVAL_MS, limitMs = LIMIT_MS, timers } = options;
  const sdk = await loadPackage('@opentelemetry/otlp-transformer', () => import('@opentelemetry/otlp-transformer'));
  const resource = await createResource(options);
  const json = sdk.JsonMetricsSerializer;
  const delivery = await deliverOverOtlp<ResourceMetrics>(target, {
    signal: 'metrics',
    json: () => Promise.resolve(serializerOf(json, (body) => json.deserializeResponse(body))),
    protobuf: serializerOf(sdk.ProtobufMetricsSerializer, readAnswer),
  });
  return new MetricPush<ResourceMetrics>({
    collect: async () => ({ resource, scopeMetrics: (await source.collect()).resourceMetrics.scopeMetrics }),
    pointsIn,
    onError: options.onError ?? (() => {}),
    deliver: (batch) => delivery.deliver(batch),
    close: () => delivery.close(),
    ...{ intervalMs, limitMs, timers },
  });
}

function pointsIn({ scopeMetrics }: ResourceMetrics): number {
  return scopeMetrics.flatMap(({ metrics }) => metrics).reduce((sum, { dataPoints }) => sum + dataPoints.length, 0);
}

type Encoder = (typeof import('@opentelemetry/otlp-transformer'))['JsonMetricsSerializer'];

/** Each batch is one collection, of which the data points are counted. */
function serializerOf(
  encoder: Encoder,
  deserializeResponse: OtlpSerializer<ResourceMetrics>['deserializeResponse'],
): OtlpSerializer<ResourceMetrics> {
  return {
    // The SDK's types forbid to be read only, and name its enums.
    serializeRequest: ([metrics]) => encoder.serializeRequest(metrics as Parameters<Encoder['serializeRequest']>[0]),
    deserializeResponse,
    countOf: (batch) => batch.reduce((sum, metrics) => sum + pointsIn(metrics), 0),
  };
}
