import { INVALID_SPAN_CONTEXT } from '@opentelemetry/api';
import type { Context, Span, SpanContext, SpanOptions, Tracer } from '@opentelemetry/api';
import type { IdGenerator } from '@opentelemetry/sdk-trace-base';
import { randomSpanId } from './span-ids.js';
import { SpanRecord } from './span-record.js';
import type { HeldEvent, RecordStart, SpanOrigin } from './span-record.js';

const SAMPLED = 1;

interface ResumedStart extends RecordStart {
  readonly parent: SpanContext | undefined;
}

/**
 * The tracer of an SDK that also makes spans past it, below spans that are sampled: what every sampler of the SDK decides for those as
 * for their parents. It takes a fraction of the time and of the memory; processors are up to the providers of the SDK.
 */
export class RecordTracer implements Tracer {
  readonly startActiveSpan: Tracer['startActiveSpan'];
  readonly #sdk: Tracer;
  readonly #origin: SpanOrigin;
  readonly #nextId: () => string;

  constructor(sdk: Tracer, origin: SpanOrigin, ids: IdGenerator | undefined) {
    this.#sdk = sdk;
    this.#origin = origin;
    this.#nextId = ids === undefined ? randomSpanId : () => ids.generateSpanId();
    this.startActiveSpan = sdk.startActiveSpan.bind(sdk);
  }

  startSpan(name: string, options?: SpanOptions, context?: Context): Span {
    return this.#sdk.startSpan(name, options, context);
  }

  /** A span below another one of this process; undefined where the SDK has to make it. */
  startRecord(parent: SpanContext, start: RecordStart): SpanRecord | undefined {
    if ((parent.traceFlags & SAMPLED) === 0) return undefined;
    const { traceId, traceFlags, traceState } = parent;
    const identity = { traceId, spanId: this.#nextId(), traceFlags };
    const context: SpanContext = traceState === undefined ? identity : { ...identity, traceState };
    return new SpanRecord(this.#origin, context, parent, start);
  }

  /** A span that was put aside while it was open, as it was. */
  resumeRecord(context: SpanContext, start: ResumedStart, events: readonly HeldEvent[]): SpanRecord {
    const record = new SpanRecord(this.#origin, context, start.parent ?? INVALID_SPAN_CONTEXT, start);
    for (const { name, timeMs, attributes } of events) record.event(name, timeMs, attributes);
    return record;
  }
}
