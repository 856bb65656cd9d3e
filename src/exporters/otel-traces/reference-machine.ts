import { ATTR, SPAN } from '../../semconv.js';
import type { MachineView, TraceContext, TransitionView } from '../../tracer/index.js';
import type { Attributes } from './attributes.js';
import { startInstant } from './span-sink.js';
import type { SinkSpan, SpanSink } from './span-sink.js';
import { TxHistory } from './tx-history.js';

/** Transitions per machine that later ones can link to. */
const HISTORY = 300;

/** A transition that runs, and what its span ends with. */
export interface OpenTransition {
  readonly id: string;
  readonly span: SinkSpan;
  attributes: Attributes | undefined;
}

/** What the reference keeps under the id of a machine; a fresh one is that of a machine it was never told of. */
export class ReferenceMachine {
  index = 0;
  span: TraceContext | undefined;
  states: TraceContext | undefined;
  transitions: TraceContext | undefined;
  submachines: TraceContext | undefined;
  readonly running = new Map<string, OpenTransition>();
  readonly history = new TxHistory(HISTORY);
  readonly #sink: SpanSink;
  readonly #names = new Map<string, TraceContext>();
  readonly #active = new Map<string, SinkSpan>();

  constructor(sink: SpanSink) {
    this.#sink = sink;
  }

  /** The span of a state that is active, if it has one. */
  spanOf(state: string): SinkSpan | undefined {
    return this.#active.get(state);
  }

  /** Ends the spans of states that are no longer active; the span of the transition links to them. */
  deactivate(states: readonly string[], timeMs: number, span: SinkSpan | undefined): void {
    const open = states.flatMap((state) => this.#active.get(state) ?? []);
    for (const state of states) this.#active.delete(state);
    for (const { context } of open) span?.link({ context });
    for (const active of open) active.end({ timeMs });
  }

  /** Starts the spans of states, or notes that they were entered again; the span of the transition links to them. */
  activate(
    states: readonly string[],
    transition: TransitionView,
    text: string,
    timeMs: number,
    open: OpenTransition | undefined,
  ): void {
    for (const state of states) {
      let active = this.#active.get(state);
      if (active === undefined) {
        active = this.#start(state, transition.machine, open?.id ?? transition.id, timeMs);
        this.#active.set(state, active);
      }
      active.event(text, timeMs);
      open?.span.link({ context: active.context });
    }
  }

  /** Emits one of the spans that hold others. */
  group(name: string, machineId: string, timeMs: number): TraceContext {
    const attributes = { [ATTR.machineId]: machineId };
    return startInstant(this.#sink, { name: `${this.index}:${name}`, parent: this.span, timeMs, attributes }).context;
  }

  /** Ends what is open, innermost first. */
  close(timeMs: number): void {
    for (const { span, attributes } of this.running.values()) span.end({ timeMs, attributes });
    this.running.clear();
    for (const span of this.#active.values()) span.end({ timeMs });
    this.#active.clear();
  }

  #start(state: string, machine: MachineView, id: string, timeMs: number): SinkSpan {
    const name = `${this.index}:${state}${machine.schema[state]?.multi === true ? SPAN.multiSuffix : ''}`;
    let parent = this.#names.get(state);
    if (parent === undefined) {
      parent = startInstant(this.#sink, { name, parent: this.states, timeMs }).context;
      this.#names.set(state, parent);
    }
    return this.#sink.start({ name, parent, timeMs, attributes: { [ATTR.txId]: id } });
  }
}
