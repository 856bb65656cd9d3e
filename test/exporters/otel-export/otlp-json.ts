/** What the tests read of OTLP JSON, after the OTLP schema and apart from any serializer (opentelemetry-proto, JSON mapping). */
export interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: readonly OtlpAttribute[];
}

export interface OtlpLog {
  readonly timeUnixNano: string;
  readonly severityNumber: number;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly body: { readonly stringValue?: string };
}

interface OtlpAttribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string };
}

interface OtlpResource {
  readonly attributes: readonly OtlpAttribute[];
}

interface TraceRequest {
  readonly resourceSpans: readonly {
    readonly resource: OtlpResource;
    readonly scopeSpans: readonly {
      readonly scope: { name: string; version: string };
      readonly spans: readonly OtlpSpan[];
    }[];
  }[];
}

interface LogRequest {
  readonly resourceLogs: readonly { readonly scopeLogs: readonly { readonly logRecords: readonly OtlpLog[] }[] }[];
}

export function spansOf(request: unknown): readonly OtlpSpan[] {
  return (request as TraceRequest).resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
}

export function logsOf(request: unknown): readonly OtlpLog[] {
  return (request as LogRequest).resourceLogs.flatMap(({ scopeLogs }) =>
    scopeLogs.flatMap(({ logRecords }) => logRecords),
  );
}

export function scopeOf(request: unknown): { name: string; version: string } | undefined {
  return (request as TraceRequest).resourceSpans[0]?.scopeSpans[0]?.scope;
}

/** String attributes of the first resource. */
export function resourceOf(request: unknown): Record<string, string | undefined> {
  const attributes = (request as TraceRequest).resourceSpans[0]?.resource.attributes ?? [];
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue]));
}

/** Every line of a file as JSON; a half line fails. */
export function linesOf(text: string): readonly unknown[] {
  if (text !== '' && !text.endsWith('\n')) throw new Error('the file ends in a half line');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as unknown);
}

interface MetricPoint {
  readonly attributes?: readonly OtlpAttribute[];
  readonly asDouble?: number;
  readonly sum?: number;
  readonly count?: number;
  readonly explicitBounds?: readonly number[];
  readonly bucketCounts?: readonly number[];
}

interface MetricRequest {
  readonly resourceMetrics: readonly {
    readonly scopeMetrics: readonly {
      readonly metrics: readonly {
        readonly name: string;
        readonly unit: string;
        readonly sum?: { readonly dataPoints: readonly MetricPoint[] };
        readonly gauge?: { readonly dataPoints: readonly MetricPoint[] };
        readonly histogram?: { readonly dataPoints: readonly MetricPoint[] };
      }[];
    }[];
  }[];
}

/** The series that Prometheus makes of a request (OpenTelemetry's rules for Prometheus). */
export function metricsOf(body: unknown) {
  const metrics = (body as MetricRequest).resourceMetrics.flatMap(({ scopeMetrics }) =>
    scopeMetrics.flatMap((scope) => scope.metrics),
  );
  return metrics.flatMap(({ name, unit, sum, gauge, histogram }) => {
    const base = name.replaceAll('.', '_') + (unit === 's' ? '_seconds' : '');
    const numbers = (sum ?? gauge)?.dataPoints ?? [];
    return [
      ...numbers.map((point) => ({
        name: sum === undefined ? base : `${base}_total`,
        labels: labelsOf(point),
        value: point.asDouble ?? NaN,
      })),
      ...(histogram?.dataPoints ?? []).flatMap((point) => histogramLines(base, point)),
    ];
  });
}

function histogramLines(name: string, point: MetricPoint) {
  const labels = labelsOf(point);
  let below = 0;
  return [
    ...(point.bucketCounts ?? []).map((count, at) => {
      const le = String(point.explicitBounds?.[at] ?? '+Inf');
      return { name: `${name}_bucket`, labels: { ...labels, le }, value: (below += count) };
    }),
    { name: `${name}_sum`, labels, value: point.sum ?? NaN },
    { name: `${name}_count`, labels, value: point.count ?? NaN },
  ];
}

function labelsOf({ attributes = [] }: MetricPoint): Record<string, string> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? '']));
}
