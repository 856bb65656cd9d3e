import type { Context } from '@opentelemetry/api';
import { SPAN } from '../../semconv.js';
import type { TraceContext } from '../../tracer/index.js';
import { systemClock } from '../shared/index.js';

/** Attributes of spans, links and events. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** A reference from one span to another. */
export interface SpanLink {
  readonly context: TraceContext;
  readonly attributes?: SpanAttributes;
}

/** What is known of a span when it starts. Times are milliseconds since the epoch, with a fraction. */
export interface SpanStart {
  readonly name: string;
  /** `undefined` starts a trace. */
  readonly parent: TraceContext | undefined;
  /** The parent is a span of another process. */
  readonly isRemote?: boolean | undefined;
  readonly timeMs: number;
  /** Code may run with it active. @default false */
  readonly runsCode?: boolean;
  readonly attributes?: SpanAttributes | undefined;
  readonly links?: readonly SpanLink[] | undefined;
}

/** What became known by the end of a span. */
export interface SpanEnd {
  readonly timeMs: number;
  /** The final name, where it differs from that of the start. */
  readonly name?: string | undefined;
  readonly attributes?: SpanAttributes | undefined;
  /** Set when the span stands for something that failed. */
  readonly failure?: { readonly message: string } | undefined;
}

/** What happened to a span since it began. */
export interface SpanEvent {
  readonly name: string;
  readonly timeMs: number;
  readonly attributes: SpanAttributes | undefined;
}

/** An open span. Every method is safe to call after the end and then does nothing. */
export interface SinkSpan {
  /** All zeros when nothing gives out identities. */
  readonly context: TraceContext;
  /** False when nobody will see the span: build nothing for it. */
  readonly recording: boolean;
  event(name: string, timeMs: number, attributes?: SpanAttributes): void;
  link(link: SpanLink): void;
  end(end: SpanEnd): void;
  /**
   * All that it holds besides its start, links of the start included, to be put aside for {@link SpanSink.resume}; undefined for one
   * that can't be. Absent where none can.
   */
  held?(): { readonly events: readonly SpanEvent[]; readonly links: readonly SpanLink[] } | undefined;
}

/** What was active at some time, to be active again. */
export interface ActiveContext {
  /** The span in it. */
  readonly span: TraceContext | undefined;
  /** All that was active, in the terms of OpenTelemetry's API. */
  readonly token: Context;
}

/** Takes the spans that {@link OtelTraces} builds; which one runs is known here alone. Never throws. */
export interface SpanSink {
  start(span: SpanStart): SinkSpan;
  /** Runs code with the span as the active one. Absent when no active context is wanted, which costs nothing then. */
  runInSpan?<R>(span: SinkSpan, run: () => R, within?: ActiveContext): R;
  /** An open span made anew, in place of one that was put aside: it counts as the same. Absent where none can be put aside. */
  readonly resume?: ((context: TraceContext, start: SpanStart, events: readonly SpanEvent[]) => SinkSpan) | undefined;
  /** What is active now. Absent where nothing can be. */
  capture?(): ActiveContext | undefined;
  /** Never rejects. */
  flush?(): Promise<void>;
  /** Never rejects; safe to call twice. */
  shutdown?(): Promise<void>;
}

/** A context without identity. */
export const NO_CONTEXT: TraceContext = Object.freeze({
  traceId: '0'.repeat(32),
  spanId: '0'.repeat(16),
  traceFlags: 0,
});

/** A span that nobody sees. */
export const NO_SPAN: SinkSpan = Object.freeze({
  context: NO_CONTEXT,
  recording: false,
  event: () => undefined,
  link: () => undefined,
  end: () => undefined,
});

/** A span that has ended, without what only its end needed. */
export function pastSpan(context: TraceContext, recording: boolean): SinkSpan {
  return new PastSpan(context, recording);
}

class PastSpan implements SinkSpan {
  readonly context: TraceContext;
  readonly recording: boolean;

  constructor(context: TraceContext, recording: boolean) {
    this.context = context;
    this.recording = recording;
  }

  event(): void {
    // Too late.
  }

  link(): void {
    // Too late.
  }

  end(): void {
    // It has.
  }
}

/** Whether a context identifies a span. */
export function hasIdentity(context: TraceContext): boolean {
  return context.spanId !== NO_CONTEXT.spanId && context.traceId !== NO_CONTEXT.traceId;
}

/** Emits a span that starts and ends at the same instant. */
export function startInstant(sink: SpanSink, start: SpanStart): SinkSpan {
  const span = sink.start(start);
  span.end({ timeMs: start.timeMs });
  return span;
}

/** Emits the span above all machines. */
export function startRoot(sink: SpanSink, timeMs = systemClock()): TraceContext {
  return startInstant(sink, { name: SPAN.root, parent: undefined, timeMs }).context;
}
