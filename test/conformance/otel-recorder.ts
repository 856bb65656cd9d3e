import { trace } from '@opentelemetry/api';
import type { Attributes, Context, Tracer } from '@opentelemetry/api';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import type { LogRecordProcessor, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Outcome } from './engine-case.js';

const SCOPE = 'svc';
const DISPOSE_LINE = '[dispose] graceful shutdown via Dispose()';

/** Records what an OpenTelemetry SDK is given, in the form of the golden cases. */
export class OtelRecorder implements SpanProcessor, LogRecordProcessor {
  readonly tracer: Tracer;
  readonly logs: LoggerProvider;
  readonly #spans: ReadableSpan[] = [];
  readonly #remote = new Set<string>();
  readonly #times = new Map<string, { readonly start: number; end: number | undefined }>();
  readonly #records: ReadWriteLogRecord[] = [];
  #next = 0;

  constructor() {
    const resource = resourceFromAttributes({ 'service.name': SCOPE });
    this.tracer = new BasicTracerProvider({ resource, spanProcessors: [this] }).getTracer(SCOPE);
    this.logs = new LoggerProvider({ resource, processors: [this] });
  }

  onStart(span: Span, parent: Context): void {
    const { spanId } = span.spanContext();
    this.#spans.push(span);
    this.#times.set(spanId, { start: this.#next++, end: undefined });
    if (trace.getSpanContext(parent)?.isRemote === true) this.#remote.add(spanId);
  }

  onEnd(span: ReadableSpan): void {
    const times = this.#times.get(span.spanContext().spanId);
    if (times !== undefined) times.end = this.#next++;
  }

  onEmit(record: ReadWriteLogRecord): void {
    // The end of a machine is not in the recordings.
    if (record.body !== DISPOSE_LINE) this.#records.push(record);
  }

  forceFlush(): Promise<void> {
    return Promise.resolve();
  }

  shutdown(): Promise<void> {
    return Promise.resolve();
  }

  /** Position of a span; -1 for none. */
  indexOf(spanId: string | undefined): number {
    return this.#spans.findIndex((span) => span.spanContext().spanId === spanId);
  }

  /** Number of a trace; -1 for one of no span. */
  traceOf(traceId: string | undefined): number {
    return [...new Set(this.#spans.map((span) => span.spanContext().traceId))].indexOf(traceId ?? '');
  }

  get scopes(): readonly string[] {
    return [...new Set(this.#spans.map((span) => span.instrumentationScope.name))];
  }

  get resource(): Outcome {
    return { ...this.#spans[0]?.resource.attributes };
  }

  spans(): readonly Outcome[] {
    const txs = [...new Set(this.#spans.flatMap(({ attributes: { tx_id: id } }) => (id === undefined ? [] : [id])))];
    const named = (attributes: Attributes | undefined): Outcome => {
      const { tx_id: id, ...rest } = attributes ?? {};
      return sorted(id === undefined ? rest : { ...rest, tx_id: `tx${String(txs.indexOf(id))}` });
    };
    return this.#spans.map((span) => {
      const { spanId, traceId } = span.spanContext();
      const times = this.#times.get(spanId);
      return {
        name: span.name,
        parent: this.indexOf(span.parentSpanContext?.spanId),
        remoteParent: this.#remote.has(spanId),
        trace: this.traceOf(traceId),
        start: times?.start,
        end: times?.end,
        ended: times?.end !== undefined,
        attrs: named(span.attributes),
        links: span.links.map(({ context }) => ({ to: this.indexOf(context.spanId) })),
        linkAttrs: span.links.some(({ attributes = {} }) => Object.keys(attributes).length > 0),
        events: span.events.map(({ name, attributes }) => ({ name, attrs: named(attributes) })),
        droppedEvents: span.droppedEventsCount,
        kind: span.kind,
        status: span.status.code,
      };
    });
  }

  logRecords(): readonly Outcome[] {
    return this.#records.map((record) => ({
      mach: record.instrumentationScope.name,
      body: masked(typeof record.body === 'string' ? record.body : ''),
      severity: record.severityNumber,
      severityText: record.severityText ?? '',
      attrs: sorted(record.attributes),
      span: this.indexOf(record.spanContext?.spanId),
    }));
  }
}

function masked(text: string): string {
  if (text.startsWith('[source]')) return '[source]';
  return text.startsWith('[tracers] bind otel') ? '[tracers] bind otel' : text;
}

function sorted(attributes: object): Outcome {
  return Object.fromEntries(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)));
}
