import type { TraceContext } from '../../tracer/index.js';
import type { SinkSpan, SpanSink, SpanStart } from './span-sink.js';

/** Spans that hold others: each ends at once, or, children first, with the machine. */
export class GroupSpans {
  /** Those that end at once, of all machines. */
  static readonly instant = new GroupSpans(false);

  #open: SinkSpan[] | undefined;

  private constructor(last: boolean) {
    if (last) this.#open = [];
  }

  /** Those of one machine, which last to its end. */
  static lasting(): GroupSpans {
    return new GroupSpans(true);
  }

  /** How many have not ended. */
  get size(): number {
    return this.#open?.length ?? 0;
  }

  start(sink: SpanSink, start: SpanStart): TraceContext {
    const span = sink.start(start);
    if (this.#open === undefined) span.end({ timeMs: start.timeMs });
    else this.#open.push(span);
    return span.context;
  }

  endAll(timeMs: number): void {
    const open = this.#open?.splice(0) ?? [];
    for (const span of open.reverse()) span.end({ timeMs });
  }
}
