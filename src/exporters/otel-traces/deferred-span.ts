import type { TraceContext } from '../../tracer/index.js';
import type { SinkSpan, SpanAttributes, SpanEnd, SpanLink, SpanSink, SpanStart } from './span-sink.js';

/** Events kept for a span that may never be made. */
const MAX_EVENTS = 128;

/**
 * A span that is made only when something needs it: its end, or somebody who asks for its identity. Until then it costs no
 * identity and no exporter sees it.
 */
export class DeferredSpan implements SinkSpan {
  readonly recording = true;
  readonly #sink: SpanSink;
  readonly #start: SpanStart;
  readonly #made: (span: SinkSpan) => void;
  readonly #events: (readonly [string, number, SpanAttributes | undefined])[] = [];
  readonly #links: SpanLink[] = [];
  #real: SinkSpan | undefined;

  /** @param made called with the real span once there is one */
  constructor(sink: SpanSink, start: SpanStart, made: (span: SinkSpan) => void) {
    this.#sink = sink;
    this.#start = start;
    this.#made = made;
  }

  get isMade(): boolean {
    return this.#real !== undefined;
  }

  /** Asking for it makes the span. */
  get context(): TraceContext {
    return this.#make().context;
  }

  event(name: string, timeMs: number, attributes?: SpanAttributes): void {
    if (this.#real !== undefined) this.#real.event(name, timeMs, attributes);
    else if (this.#events.length < MAX_EVENTS) this.#events.push([name, timeMs, attributes]);
  }

  link(link: SpanLink): void {
    if (this.#real === undefined) this.#links.push(link);
    else this.#real.link(link);
  }

  end(end: SpanEnd): void {
    this.#make().end(end);
  }

  #make(): SinkSpan {
    if (this.#real !== undefined) return this.#real;
    const real = this.#sink.start({ ...this.#start, links: [...(this.#start.links ?? []), ...this.#links] });
    this.#real = real;
    for (const [name, timeMs, attributes] of this.#events) real.event(name, timeMs, attributes);
    this.#made(real);
    return real;
  }
}

/** The span, unless it was not made so far. */
export function madeSpan(span: SinkSpan | undefined): SinkSpan | undefined {
  return span instanceof DeferredSpan && !span.isMade ? undefined : span;
}
