import type { TraceContext } from '../../tracer/index.js';
import type { SinkSpan, SpanSink, SpanStart } from './span-sink.js';

/** The spans of one machine that hold others: each ends at once, or, children first, with the machine. */
export class GroupSpans {
  readonly #sink: SpanSink;
  readonly #last: boolean;
  #open: SinkSpan[] = [];

  /** @param last to the end of the machine */
  constructor(sink: SpanSink, last: boolean) {
    this.#sink = sink;
    this.#last = last;
  }

  start(start: SpanStart): TraceContext {
    const span = this.#sink.start(start);
    if (this.#last) this.#open.push(span);
    else span.end({ timeMs: start.timeMs });
    return span.context;
  }

  endAll(timeMs: number): void {
    for (const span of this.#open.reverse()) span.end({ timeMs });
    this.#open = [];
  }
}
