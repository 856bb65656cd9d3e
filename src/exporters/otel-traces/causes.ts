import type { HandlerCall, MutationView, TraceContext } from '../../tracer/index.js';
import type { ActiveContext, SpanSink } from './span-sink.js';

/** What was known when a mutation was queued. */
export interface Cause {
  /** The transition or handler that made it, or the span that was active. */
  readonly context: TraceContext | undefined;
  /** What was active, to be restored when it runs. */
  readonly active: ActiveContext | undefined;
}

/**
 * Why mutations are made. What runs synchronously inside a handler is told by the calls alone; beyond a promise it takes an
 * active context, or a source that the program names. Where neither tells, nothing is guessed.
 */
export class Causes {
  readonly #sink: SpanSink;
  readonly #contextOf: (call: HandlerCall) => TraceContext | undefined;
  readonly #calls: HandlerCall[] = [];
  readonly #queued = new WeakMap<MutationView, Cause>();

  /** @param contextOf identity of a running call, or of its transition */
  constructor(sink: SpanSink, contextOf: (call: HandlerCall) => TraceContext | undefined) {
    this.#sink = sink;
    this.#contextOf = contextOf;
  }

  started(call: HandlerCall): void {
    this.#calls.push(call);
  }

  /** A call that was never told to end goes with the one around it. */
  ended(call: HandlerCall): void {
    const at = this.#calls.lastIndexOf(call);
    if (at !== -1) this.#calls.length = at;
  }

  queued(mutation: MutationView): void {
    const call = this.#calls.at(-1);
    const active = this.#sink.capture?.();
    const context = (call && this.#contextOf(call)) ?? active?.span;
    if (context !== undefined || active !== undefined) this.#queued.set(mutation, { context, active });
  }

  of(mutation: MutationView): Cause | undefined {
    return this.#queued.get(mutation);
  }
}
