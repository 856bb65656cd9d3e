import type { HandlerCall, MachineView, Selection, TraceContext, TransitionView } from '../../tracer/index.js';
import { SPAN } from '../../semconv.js';
import { Redaction, StateOrder, isHealthState } from '../shared/index.js';
import { groupAttributes, machineAttributes, summaryAttributes } from './attributes.js';
import type { MachineTotals } from './attributes.js';
import { HandlerSpans } from './handler-spans.js';
import type { TraceSettings } from './settings.js';
import { ShownTransitions } from './shown-transitions.js';
import { hasIdentity, startInstant } from './span-sink.js';
import type { SinkSpan } from './span-sink.js';
import { StateSpans } from './state-spans.js';
import { TxHistory } from './tx-history.js';

/** The transition a machine is in. */
export interface RunningTransition {
  readonly transition: TransitionView;
  readonly startMs: number;
  span: SinkSpan | undefined;
  /** The span's name without the error mark. */
  name: string;
  finals: boolean;
  handler: HandlerCall | undefined;
  handlerStartMs: number;
}

/**
 * What is kept of one machine while it is traced: its group spans and what is open. Does not hold the machine, so that
 * one which is dropped without disposal can be collected.
 */
export class MachineTrace {
  readonly machineId: string;
  /** `<i>:` */
  readonly prefix: string;
  readonly selection: Selection;
  readonly redaction: Redaction;
  readonly shown: ShownTransitions;
  order: StateOrder;
  readonly handlers: HandlerSpans;
  readonly history: TxHistory;
  readonly totals: MachineTotals = { transitions: 0, canceled: 0, exceptions: 0, ticks: 0 };
  states: StateSpans | undefined;
  running: RunningTransition | undefined;
  /** The parent of transition spans; absent when they are off. */
  transitions: TraceContext | undefined;
  ended = false;
  readonly #settings: TraceSettings;
  readonly #index: number;
  readonly #createdMs: number;
  #machine: SinkSpan | undefined;
  #submachines: TraceContext | undefined;

  constructor(settings: TraceSettings, index: number, machine: MachineView, selection: Selection) {
    this.#settings = settings;
    this.#index = index;
    this.#createdMs = settings.now();
    this.machineId = machine.id;
    this.prefix = `${index}:`;
    this.selection = selection;
    this.order = StateOrder.of(machine);
    this.redaction = Redaction.of(selection);
    this.shown = ShownTransitions.of(settings, selection);
    this.handlers = new HandlerSpans(settings, this.redaction);
    this.history = new TxHistory(settings.txHistory);
  }

  /** The span of the machine, once it was opened. */
  get span(): SinkSpan | undefined {
    return this.#machine;
  }

  /** Identity of the machine's span; outlives the machine. */
  get context(): TraceContext | undefined {
    const context = this.#machine?.context;
    return context !== undefined && hasIdentity(context) ? context : undefined;
  }

  /** Emits the machine span and its groups, once. Those of a machine that is traced as a whole include the states. */
  open(machine: MachineView, parent: TraceContext | undefined): void {
    if (this.#machine !== undefined) return;
    const { sink } = this.#settings;
    const timeMs = this.#createdMs;
    const { name } = this.selection.options;
    const className = typeof name === 'string' ? name : machine.className;
    const attributes = machineAttributes(this.#settings, machine, this.#index, className);
    this.#machine = startInstant(sink, { name: this.#name, parent, timeMs, attributes });
    for (const tick of machine.time()) this.totals.ticks += tick;
    if (!this.#machine.recording) return;
    if (this.selection.wholeMachine) {
      const { skipHealth } = this.shown.noise;
      const listed = this.selection.states?.of(machine.id);
      const shows = (state: string): boolean =>
        !(skipHealth && isHealthState(state)) && (listed === undefined || listed(state));
      this.states = new StateSpans(this.#settings, this.prefix, this.#group(SPAN.states, timeMs), shows);
      this.states.openExisting(machine, timeMs);
    }
    if (!this.#settings.skipTransitions) this.transitions = this.#group(SPAN.transitions, timeMs);
  }

  /** The parent of the machine spans of submachines; the machine's own span where it has no such group any more. */
  parentOfSubmachines(): TraceContext | undefined {
    if (this.ended || this.#machine?.recording !== true) return this.context;
    this.#submachines ??= this.#group(SPAN.submachines, this.#settings.now());
    return this.#submachines;
  }

  /** Ends what is open, innermost first, and sums the machine up. */
  close(ending: 'aborted' | 'detached'): void {
    if (this.ended) return;
    this.ended = true;
    const timeMs = this.#settings.now();
    this.running?.span?.end({ timeMs });
    this.running = undefined;
    this.handlers.endAll(timeMs, ending);
    this.states?.endAll(timeMs);
    this.states = undefined;
    this.history.clear();
    if (this.#machine?.recording === true) this.#summarize(this.#machine, timeMs);
  }

  get #name(): string {
    return `${SPAN.machinePrefix}:${this.#index}:${this.machineId}`;
  }

  #summarize(machine: SinkSpan, timeMs: number): void {
    const span = this.#settings.sink.start({
      name: this.#name + SPAN.lifetimeSuffix,
      parent: machine.context,
      timeMs: this.#createdMs,
      attributes: summaryAttributes(this.#settings, this.machineId, this.totals),
    });
    span.end({ timeMs });
  }

  #group(name: string, timeMs: number): TraceContext {
    const attributes = groupAttributes(this.#settings, this.machineId);
    const parent = this.#machine?.context;
    return startInstant(this.#settings.sink, { name: this.prefix + name, parent, timeMs, attributes }).context;
  }
}
