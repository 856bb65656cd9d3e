import type { HandlerCall, MachineView, MutationView, TraceContext } from '../../tracer/index.js';
import type { RemoteSources } from './remote-policy.js';
import type { ActiveContext, SpanSink } from './span-sink.js';

/** What was known when a mutation was queued. */
export interface Cause {
  /** The transition or handler that made it, or the span that was active. */
  readonly context: TraceContext | undefined;
  /** What was active, and what came along with the mutation, to be active when it runs. */
  readonly active: ActiveContext | undefined;
}

/**
 * Why mutations are made. What runs synchronously inside a handler is told by the calls alone; beyond a promise it takes an
 * active context, or a source that the program names. Where neither tells, nothing is guessed.
 */
export class Causes {
  readonly #sink: SpanSink;
  readonly #remote: RemoteSources;
  readonly #contextOf: (call: HandlerCall) => TraceContext | undefined;
  readonly #calls: HandlerCall[] = [];
  readonly #queued = new WeakMap<MutationView, Cause>();

  /** @param contextOf identity of a running call, or of its transition */
  constructor(sink: SpanSink, remote: RemoteSources, contextOf: (call: HandlerCall) => TraceContext | undefined) {
    this.#sink = sink;
    this.#remote = remote;
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

  queued(machine: MachineView, mutation: MutationView): void {
    const call = this.#calls.at(-1);
    const captured = this.#sink.capture?.();
    const context = (call && this.#contextOf(call)) ?? captured?.span;
    const active = this.#activeFor(machine, mutation, call, captured);
    if (context !== undefined || active !== undefined) this.#queued.set(mutation, { context, active });
  }

  of(mutation: MutationView): Cause | undefined {
    return this.#queued.get(mutation);
  }

  #activeFor(
    machine: MachineView,
    { source }: MutationView,
    call: HandlerCall | undefined,
    captured: ActiveContext | undefined,
  ): ActiveContext | undefined {
    if (source !== undefined) return this.#remote.read(machine, source, captured) ?? captured;
    const running = machine.transition();
    if (running === undefined || running === call?.transition) return captured;
    // What a transition brings about by itself: auto transitions, and the error of its handler.
    return this.#queued.get(running.mutation)?.active ?? captured;
  }
}
