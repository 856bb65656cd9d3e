import type { TraceContext } from '../../tracer/index.js';
import { MOST_TRACES } from './packed-form.js';
import type { SinkSpan, SpanSink } from './span-sink.js';

/** When a trace goes on in a new one; 0 never. */
export interface RotateLimits {
  /** Spans of one trace. @default 10000 */
  readonly spans?: number;
  /** Age of one trace in milliseconds. @default 3600000 */
  readonly ms?: number;
}

/** A trace that machines live in. */
export interface TracePart {
  readonly traceId: string;
  /** Of the first machine in it; the contexts of the others are like it but for their own identity. */
  readonly context: TraceContext;
  /** Those of the parts that it follows, the last one first. */
  readonly before: readonly TraceContext[];
  /** From 1. */
  readonly number: number;
  readonly sinceMs: number;
  spans: number;
  /** Those with which machines went on in it; they are not among the others. */
  moved: number;
  maxSpans: number;
  machines: number;
}

const MAX_SPANS = 10_000;
const MAX_MS = 3_600_000;

/** With many machines those they go on with would fill a part at once: it takes this many times as much at least. */
const ROOM = 4;

/** Traces of causes that are counted at a time. */
const MAX_CHAINS = 1000;

/** Counts the spans of traces, so that none grows without end. */
export class TraceParts {
  readonly #maxSpans: number;
  readonly #maxMs: number;
  readonly #parts = new Map<string, TracePart>();
  /** That of the span before. */
  #last: TracePart | undefined;
  #isMoving = false;
  /** Traces of causes, the one that grew last at the end. */
  readonly #chains = new Map<string, { readonly sinceMs: number; spans: number }>();

  constructor({ spans = MAX_SPANS, ms = MAX_MS }: RotateLimits = {}) {
    this.#maxSpans = spans;
    this.#maxMs = ms;
  }

  /** Counts what goes through a sink; the sink itself where nothing is to be counted. */
  counting(sink: SpanSink): SpanSink {
    if (this.#maxSpans === 0) return sink;
    const counted: SpanSink = {
      start: (start) => this.#count(sink.start(start)),
      ...(sink.runInSpan && { runInSpan: sink.runInSpan.bind(sink) }),
      ...(sink.resume && { resume: sink.resume.bind(sink) }),
      ...(sink.capture && { capture: sink.capture.bind(sink) }),
      ...(sink.flush && { flush: () => sink.flush?.() ?? Promise.resolve() }),
      ...(sink.shutdown && { shutdown: () => sink.shutdown?.() ?? Promise.resolve() }),
    };
    return counted;
  }

  /** The part that a machine's span begins or belongs to. @param last the one the machine was in */
  enter(context: TraceContext, nowMs: number, last?: TracePart): TracePart {
    const { traceId } = context;
    let part = this.#parts.get(traceId);
    if (part === undefined) {
      const number = (last?.number ?? 0) + 1;
      const before = last === undefined ? [] : [last.context, ...last.before].slice(0, MOST_TRACES - 1);
      const counts = { spans: 0, moved: 0, maxSpans: this.#maxSpans, machines: 0 };
      part = { traceId, context, before, number, sinceMs: nowMs, ...counts };
      this.#parts.set(traceId, part);
      this.#last = part;
    }
    part.machines += 1;
    // The machine's span, which was made before its trace had a part.
    this.#add(part);
    return part;
  }

  /** Machines go on in another part meanwhile. */
  moving(run: () => void): void {
    const wasMoving = this.#isMoving;
    this.#isMoving = true;
    try {
      run();
    } finally {
      this.#isMoving = wasMoving;
    }
  }

  /** @param isShared other machines may still enter it */
  leave(part: TracePart, isShared: boolean): void {
    part.machines -= 1;
    if (part.machines <= 0 && !isShared) this.end(part);
  }

  /** Whether what it holds has not gone on in another part. */
  has(part: TracePart): boolean {
    return this.#parts.get(part.traceId) === part;
  }

  /** What it holds goes on in another part. */
  end(part: TracePart): void {
    this.#parts.delete(part.traceId);
    this.#last = undefined;
  }

  /** Whether a transition may follow in the trace of what caused it; the ones that grew last are known. */
  admits(traceId: string, nowMs: number): boolean {
    const chain = this.#chains.get(traceId) ?? { sinceMs: nowMs, spans: 1 };
    const isFull =
      (this.#maxSpans > 0 && chain.spans >= this.#maxSpans) ||
      (this.#maxMs > 0 && nowMs - chain.sinceMs >= this.#maxMs);
    this.#chains.delete(traceId);
    if (isFull) return false;
    chain.spans += 1;
    this.#chains.set(traceId, chain);
    if (this.#chains.size > MAX_CHAINS) {
      const [oldest] = this.#chains.keys();
      if (oldest !== undefined) this.#chains.delete(oldest);
    }
    return true;
  }

  isFull(part: TracePart, nowMs: number): boolean {
    if (this.#maxSpans > 0 && part.spans >= part.maxSpans) return true;
    return this.#maxMs > 0 && nowMs - part.sinceMs >= this.#maxMs;
  }

  #count(span: SinkSpan): SinkSpan {
    if (!span.recording) return span;
    const { traceId } = span.context;
    let part = this.#last;
    if (part?.traceId !== traceId) this.#last = part = this.#parts.get(traceId);
    if (part !== undefined) this.#add(part);
    return span;
  }

  #add(part: TracePart): void {
    if (!this.#isMoving) {
      part.spans += 1;
      return;
    }
    part.moved += 1;
    part.maxSpans = Math.max(this.#maxSpans, part.moved * ROOM);
  }
}
