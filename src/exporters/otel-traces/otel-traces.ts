import { EVENT } from '../../semconv.js';
import { SELECT_ALL, reportTracerError } from '../../tracer/index.js';
import type {
  HandlerCall,
  InheritRules,
  MachineView,
  MutationView,
  Selection,
  TraceContext,
  Tracer,
  TransitionView,
} from '../../tracer/index.js';
import { endsWithin, noteRejection } from '../shared/index.js';
import { Causes } from './causes.js';
import { CurrentContext } from './current-context.js';
import { HandlerSpans } from './handler-spans.js';
import type { MachineTrace } from './machine-trace.js';
import { MachineTraces } from './machine-traces.js';
import type { OtelTracesOptions } from './options.js';
import { Origins } from './origin.js';
import { RemoteSources } from './remote-policy.js';
import { RunningTransition } from './running-transition.js';
import { settingsOf } from './settings.js';
import type { TraceSettings } from './settings.js';
import { StateBeats } from './state-beats.js';
import type { SinkSpan } from './span-sink.js';
import { addHandlerEvent, endTransitionSpan, startTransitionSpan } from './transition-spans.js';

/** Longest time that flushes of a shutdown take before its last one. */
const CLOSING_MS = 5000;

/**
 * Traces machines: a span per machine, state activation and transition, in the tree of telemetry specification §1.1.
 *
 * A handler with a mark of its own gets a span that lasts to the end of its promise; the others are events of their
 * transition's span. Of a class that has only marked handlers, nothing shows but the transitions that call them, and
 * the machine and group spans above those, which appear with the first of them.
 *
 * When the span of a machine is not sampled, nothing below it is built.
 */
export class OtelTraces implements Tracer {
  readonly id: string;
  readonly signal = 'traced';
  readonly writesTraceContext = true;
  readonly inheritable: boolean | InheritRules;
  /** Present only when the sink wants an active context. */
  readonly runInHandler?: <R>(call: HandlerCall, run: () => R) => R;
  /** Present only where something else than the span tree depends on who queued a mutation. */
  readonly mutationQueued?: (machine: MachineView, mutation: MutationView) => void;
  readonly #settings: TraceSettings;
  readonly #machines: MachineTraces;
  readonly #current: CurrentContext;
  readonly #causes: Causes | undefined;
  readonly #origins: Origins;
  readonly #beats: StateBeats;
  #closed = false;
  /** The transition of the last callback, and what is known of it. */
  #at: TransitionView | undefined;
  #running: RunningTransition | undefined;
  /** Nothing shows of it, and thus of nothing that is told until it has ended. */
  #isQuiet = false;

  constructor(options: OtelTracesOptions) {
    this.id = options.id ?? 'otel-traces';
    this.inheritable = options.inherit ?? true;
    this.#settings = settingsOf(options);
    this.#machines = new MachineTraces(this.#settings, (error) => reportTracerError(this, 'background', error));
    this.#beats = new StateBeats(this.#settings, this.#machines);
    const { sink, scope } = this.#settings;
    const remote = new RemoteSources(this.#settings, this.#machines);
    const current = (this.#current = new CurrentContext(this.#settings, this.#machines, remote));
    if (scope === 'cause' || sink.capture !== undefined) {
      const causes = new Causes(sink, remote, (call) => current.ofCall(call));
      this.#causes = causes;
      this.mutationQueued = (machine, mutation) => {
        if (!this.#closed) causes.queued(machine, mutation);
      };
    }
    this.#origins = new Origins(this.#settings, this.#machines, remote, this.#causes);
    if (options.sink.runInSpan !== undefined) {
      this.runInHandler = (call, run) => current.run(call, this.#causes, run);
    }
  }

  /** Nothing shows of the transition that has just begun, nor depends on its handlers. */
  get isQuiet(): boolean {
    return this.#isQuiet && this.#causes === undefined;
  }

  /** How often the wall clock was set while it ran, as far as that was noticed. */
  get clockJumps(): number {
    return this.#settings.clock.jumps;
  }

  /** Identity of a machine's span, to correlate what belongs to the machine but to no transition. */
  contextOf(machine: MachineView): TraceContext | undefined {
    return this.#machines.get(machine)?.context;
  }

  /**
   * The fields of a message with which another process goes on below what a machine does now: its handler, its transition, else
   * the machine; undefined for one that has no span.
   */
  carrierOf(machine: MachineView): Readonly<Record<string, string>> | undefined {
    return this.#current.carrierOf(machine);
  }

  /** The span of a state that is active now; undefined where it shows none. */
  spanOfState(machine: MachineView, state: string): SinkSpan | undefined {
    return this.#machines.get(machine)?.states?.spanOf(state);
  }

  machineInit(machine: MachineView, selection: Selection): void {
    if (this.#closed) return;
    this.#settings.clock.check();
    this.#machines.begin(machine, selection);
    this.#beats.start();
  }

  transitionInit(transition: TransitionView): void {
    if (this.#closed) return;
    this.#at = transition;
    this.#running = undefined;
    this.#isQuiet = false;
    const { machine } = transition;
    const trace = this.#machines.get(machine) ?? this.#machines.begin(machine, SELECT_ALL);
    if (trace.ended) return;
    // What follows may be seen, then this is the first of it.
    if (trace.isQuiet) this.#machines.passOver(trace);
    if (trace.isQuiet) {
      this.#isQuiet = true;
      if (trace.context !== undefined) transition.traceContext = trace.context;
      return;
    }
    const running = new RunningTransition(trace, transition, this.#settings.now());
    this.#running = running;
    trace.running = running;
    if (trace.selection.wholeMachine) this.#startTransition(trace, running);
  }

  transitionFinals(transition: TransitionView): void {
    if (this.#isQuiet) return;
    const running = this.#runningOf(transition);
    if (running === undefined) return;
    running.finalsMs = this.#settings.now();
    if (running.span?.recording === true) running.span.event(EVENT.finals, running.finalsMs);
    this.#applyChange(running, running.finalsMs);
  }

  transitionEnd(transition: TransitionView): void {
    const running = this.#isQuiet ? undefined : this.#runningOf(transition);
    this.#forget();
    if (running === undefined) return;
    const { trace } = running;
    const timeMs = this.#settings.now();
    if (!transition.accepted) running.takeBack();
    const isTakenBack = running.finalsMs !== undefined && !transition.accepted;
    if (isTakenBack || running.isLate) trace.states?.reconcile(running, timeMs);
    // Network machines have no finals.
    else if (running.finalsMs === undefined && transition.accepted && !transition.mutation.check)
      this.#applyChange(running, timeMs);
    trace.count(transition);
    endTransitionSpan(this.#settings, trace, running, timeMs);
    trace.running = undefined;
    this.#machines.rotate(trace, timeMs);
  }

  handlerStart(call: HandlerCall): void {
    this.#causes?.started(call);
    if (this.#isQuiet) return;
    const running = this.#runningOf(call.transition);
    if (running === undefined || running.isLate) return;
    const { trace } = running;
    running.handler = call;
    if (trace.shown.timesHandlers) running.handlerStartMs = this.#settings.now();
    const mark = trace.shown.spanOf(call);
    if (mark === undefined) {
      // Of a class without a mark of its own, the transitions that call a marked handler show.
      if (running.span === undefined && trace.selection.handler(call.name)) this.#startTransition(trace, running);
      return;
    }
    const parent = this.#startTransition(trace, running);
    if (parent?.recording !== true) return;
    trace.handlers ??= new HandlerSpans(this.#settings, trace.redaction);
    const span = trace.handlers.start(call, mark, parent, running.handlerStartMs);
    call.traceContext = span.context;
  }

  handlerEnd(call: HandlerCall): void {
    this.#causes?.ended(call);
    if (this.#isQuiet) return;
    const running = this.#runningOf(call.transition);
    if (running === undefined || running.isLate) return;
    const { trace } = running;
    const mark = trace.shown.eventOf(call);
    if (mark === undefined && trace.handlers?.isEmpty !== false) return;
    const timeMs = this.#settings.now();
    trace.handlers?.returned(call, timeMs);
    if (mark !== undefined) addHandlerEvent(this.#settings, trace, running, call, mark, timeMs);
  }

  handlerSettled(call: HandlerCall): void {
    noteRejection(call);
    const { machine } = call.transition;
    // Most have no span, and what rests has none that is open: that is no reason to take it up again.
    if (this.#closed || this.#machines.awake(machine)?.handlers?.isEmpty !== false) return;
    this.#machines.get(machine)?.handlers?.settled(call, this.#settings.now());
  }

  verifyStates(machine: MachineView): void {
    this.#machines.reorder(machine);
  }

  schemaChange(machine: MachineView): void {
    this.#machines.reorder(machine);
  }

  machineDispose(machine: MachineView): void {
    this.#forget();
    this.#machines.close(machine, 'aborted');
  }

  machineDetach(machine: MachineView): void {
    this.#forget();
    this.#machines.close(machine, 'detached');
  }

  async flush(): Promise<void> {
    this.#settings.clock.check();
    await this.#settings.sink.flush?.();
  }

  /**
   * Ends every span that is open, the newest machine first, then the sink; later callbacks are ignored. With many machines it
   * flushes now and then, for 5 seconds at most, so that a queue does not overflow.
   */
  async shutdown(): Promise<void> {
    this.#closed = true;
    this.#forget();
    this.#beats.stop();
    const { sink } = this.#settings;
    const untilMs = performance.now() + CLOSING_MS;
    const closing = this.#machines.closing();
    while (closing.next().done !== true) {
      const leftMs = untilMs - performance.now();
      if (sink.flush !== undefined && leftMs > 0) await endsWithin(sink.flush(), leftMs);
    }
    await sink.shutdown?.();
  }

  /** What is kept of a transition while it runs; asked for at each callback, mostly of the same one. */
  #runningOf(transition: TransitionView): RunningTransition | undefined {
    if (transition === this.#at) return this.#running;
    const trace = this.#closed ? undefined : this.#machines.get(transition.machine);
    this.#at = transition;
    this.#running = trace?.running?.transition === transition ? trace.running : undefined;
    return this.#running;
  }

  /** Another transition may be the one that runs. */
  #forget(): void {
    this.#at = undefined;
    this.#running = undefined;
    this.#isQuiet = false;
  }

  /** The span of the transition; undefined for one that gets none. */
  #startTransition(trace: MachineTrace, running: RunningTransition): RunningTransition['span'] {
    const { machine } = running.transition;
    if (running.span !== undefined) return running.span;
    if (!trace.shown.atStart(running)) return undefined;
    this.#machines.open(trace, machine);
    return startTransitionSpan(this.#settings, trace, running, this.#origins.of(trace, running.transition));
  }

  #applyChange(running: RunningTransition, timeMs: number): void {
    const { states, order } = running.trace;
    if (states === undefined || running.added.length + running.removed.length === 0) return;
    const text = order.mutationText(running.transition.mutation.type, running.called);
    states.apply(running, text, timeMs);
  }
}
