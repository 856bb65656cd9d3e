import type { TraceContext } from '../../tracer/index.js';
import { NO_CONTEXT } from './span-sink.js';
import type { SinkSpan, SpanAttributes, SpanEnd, SpanLink, SpanSink, SpanStart } from './span-sink.js';

/** An event of a {@link RecordedSpan}. */
export interface RecordedEvent {
  readonly name: string;
  readonly timeMs: number;
  readonly attributes: SpanAttributes;
}

/** One span as {@link RecordingSink} saw it; live until it has ended. */
export interface RecordedSpan {
  readonly name: string;
  readonly context: TraceContext;
  readonly parent: TraceContext | undefined;
  readonly startMs: number;
  /** `undefined` while open. */
  readonly endMs: number | undefined;
  readonly attributes: SpanAttributes;
  readonly links: readonly SpanLink[];
  readonly events: readonly RecordedEvent[];
  /** Message of the failure, if it failed. */
  readonly failure: string | undefined;
}

/** Settings of {@link RecordingSink}. */
export interface RecordingSinkOptions {
  /** Spans kept; later ones get identities but are only counted. @default 10000 */
  readonly limit?: number;
  /** False gives out identities and records nothing, like a sampler that is off. @default true */
  readonly recording?: boolean;
}

/** Keeps spans in memory, in start order; for tests and for looking at a machine without any SDK. */
export class RecordingSink implements SpanSink {
  readonly #spans: RecordingSpan[] = [];
  readonly #limit: number;
  readonly #recording: boolean;
  #started = 0;
  #dropped = 0;

  constructor(options: RecordingSinkOptions = {}) {
    this.#limit = options.limit ?? 10_000;
    this.#recording = options.recording ?? true;
  }

  /** Spans in the order they started, open ones included. */
  get spans(): readonly RecordedSpan[] {
    return this.#spans;
  }

  /** Spans that were over the limit. */
  get dropped(): number {
    return this.#dropped;
  }

  start(start: SpanStart): SinkSpan {
    this.#started += 1;
    const kept = this.#recording && this.#spans.length < this.#limit;
    const span = new RecordingSpan(start, this.#identity(start.parent), kept);
    if (kept) this.#spans.push(span);
    else if (this.#recording) this.#dropped += 1;
    return span;
  }

  #identity(parent: TraceContext | undefined): TraceContext {
    return {
      traceId: parent?.traceId ?? hex(this.#started, NO_CONTEXT.traceId.length),
      spanId: hex(this.#started, NO_CONTEXT.spanId.length),
      traceFlags: this.#recording ? 1 : 0,
      ...(parent?.traceState && { traceState: parent.traceState }),
    };
  }
}

class RecordingSpan implements SinkSpan, RecordedSpan {
  name: string;
  readonly context: TraceContext;
  readonly recording: boolean;
  readonly parent: TraceContext | undefined;
  readonly startMs: number;
  endMs: number | undefined;
  attributes: SpanAttributes;
  readonly links: SpanLink[];
  readonly events: RecordedEvent[] = [];
  failure: string | undefined;

  constructor(start: SpanStart, context: TraceContext, recording: boolean) {
    this.name = start.name;
    this.context = context;
    this.recording = recording;
    this.parent = start.parent;
    this.startMs = start.timeMs;
    this.attributes = start.attributes ?? {};
    this.links = [...(start.links ?? [])];
  }

  event(name: string, timeMs: number, attributes: SpanAttributes = {}): void {
    if (this.recording && this.endMs === undefined) this.events.push({ name, timeMs, attributes });
  }

  link(link: SpanLink): void {
    if (this.recording && this.endMs === undefined) this.links.push(link);
  }

  end(end: SpanEnd): void {
    if (!this.recording || this.endMs !== undefined) return;
    this.endMs = end.timeMs;
    this.name = end.name ?? this.name;
    this.attributes = { ...this.attributes, ...end.attributes };
    this.failure = end.failure?.message;
  }
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
