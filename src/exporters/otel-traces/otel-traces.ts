import { EVENT } from '../../semconv.js';
import { SELECT_ALL } from '../../tracer/index.js';
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
import { Causes } from './causes.js';
import { madeSpan } from './deferred-span.js';
import type { MachineTrace, RunningTransition } from './machine-trace.js';
import { MachineTraces } from './machine-traces.js';
import type { OtelTracesOptions } from './options.js';
import { Origins } from './origin.js';
import { settingsOf } from './settings.js';
import type { TraceSettings } from './settings.js';
import { StateBeats } from './state-beats.js';
import { hasIdentity } from './span-sink.js';
import type { StateChange } from './state-spans.js';
import { activatesException } from './transition-attributes.js';
import { addHandlerEvent, endTransitionSpan, startTransitionSpan } from './transition-spans.js';

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
  readonly #causes: Causes | undefined;
  readonly #origins: Origins;
  readonly #beats: StateBeats;
  #closed = false;

  constructor(options: OtelTracesOptions) {
    this.id = options.id ?? 'otel-traces';
    this.inheritable = options.inherit ?? true;
    this.#settings = settingsOf(options);
    this.#machines = new MachineTraces(this.#settings);
    this.#beats = new StateBeats(this.#settings, this.#machines);
    const { sink, scope } = this.#settings;
    if (scope === 'cause' || sink.capture !== undefined) {
      const causes = new Causes(sink, (call) => this.#contextOfCall(call));
      this.#causes = causes;
      this.mutationQueued = (_machine, mutation) => {
        if (!this.#closed) causes.queued(mutation);
      };
    }
    this.#origins = new Origins(this.#settings, this.#machines, this.#causes);
    if (options.sink.runInSpan !== undefined) {
      this.runInHandler = (call, run) => this.#runInHandler(call, run);
    }
  }

  /** Identity of a machine's span, to correlate what belongs to the machine but to no transition. */
  contextOf(machine: MachineView): TraceContext | undefined {
    return this.#machines.get(machine)?.context;
  }

  machineInit(machine: MachineView, selection: Selection): void {
    if (this.#closed) return;
    this.#machines.begin(machine, selection);
    this.#beats.start();
  }

  transitionInit(transition: TransitionView): void {
    const trace = this.#liveTrace(transition.machine);
    if (trace === undefined) return;
    if (trace.span?.recording === false && this.#settings.scope === 'tree') {
      if (trace.part !== undefined) trace.part.spans += 1;
      this.#machines.rotate(trace);
      if (trace.context !== undefined) transition.traceContext = trace.context;
      return;
    }
    const running: RunningTransition = {
      transition,
      startMs: this.#settings.now(),
      span: undefined,
      name: '',
      finalsMs: undefined,
      handler: undefined,
      handlerStartMs: 0,
    };
    trace.running = running;
    if (trace.selection.wholeMachine) this.#startTransition(trace, running);
  }

  transitionFinals(transition: TransitionView): void {
    const trace = this.#liveTrace(transition.machine);
    const running = runningOf(trace, transition);
    if (trace === undefined || running === undefined) return;
    running.finalsMs = this.#settings.now();
    if (running.span?.recording === true) running.span.event(EVENT.finals, running.finalsMs);
    this.#applyChange(trace, running);
  }

  transitionEnd(transition: TransitionView): void {
    const trace = this.#liveTrace(transition.machine);
    const running = runningOf(trace, transition);
    if (trace === undefined || running === undefined) return;
    if (running.finalsMs !== undefined && !transition.accepted) trace.states?.reconcile(this.#change(trace, running));
    // Network machines have no finals.
    else if (running.finalsMs === undefined && transition.accepted && !transition.mutation.check)
      this.#applyChange(trace, running);
    count(trace, transition);
    endTransitionSpan(this.#settings, trace, running);
    trace.running = undefined;
    this.#machines.rotate(trace);
  }

  handlerStart(call: HandlerCall): void {
    this.#causes?.started(call);
    const trace = this.#liveTrace(call.transition.machine);
    const running = runningOf(trace, call.transition);
    if (trace === undefined || running === undefined) return;
    running.handler = call;
    running.handlerStartMs = this.#settings.now();
    const mark = trace.shown.spanOf(call);
    if (mark === undefined) {
      // Of a class without a mark of its own, the transitions that call a marked handler show.
      if (trace.selection.handler(call.name)) this.#startTransition(trace, running);
      return;
    }
    const parent = this.#startTransition(trace, running);
    if (parent?.recording !== true) return;
    const span = trace.handlers.start(call, mark, parent, running.handlerStartMs);
    call.traceContext = span.context;
  }

  handlerEnd(call: HandlerCall): void {
    this.#causes?.ended(call);
    const trace = this.#liveTrace(call.transition.machine);
    const running = runningOf(trace, call.transition);
    if (trace === undefined || running === undefined) return;
    trace.handlers.returned(call, this.#settings.now());
    const mark = trace.shown.eventOf(call);
    if (mark !== undefined) addHandlerEvent(this.#settings, trace, running, call, mark);
  }

  handlerSettled(call: HandlerCall): void {
    this.#liveTrace(call.transition.machine)?.handlers.settled(call, this.#settings.now());
  }

  verifyStates(machine: MachineView): void {
    this.#machines.reorder(machine);
  }

  schemaChange(machine: MachineView): void {
    this.#machines.reorder(machine);
  }

  machineDispose(machine: MachineView): void {
    this.#machines.close(machine, 'aborted');
  }

  machineDetach(machine: MachineView): void {
    this.#machines.close(machine, 'detached');
  }

  async flush(): Promise<void> {
    await this.#settings.sink.flush?.();
  }

  /** Ends every span that is open, the newest machine first, then the sink; later callbacks are ignored. */
  async shutdown(): Promise<void> {
    this.#closed = true;
    this.#beats.stop();
    this.#machines.closeAll();
    await this.#settings.sink.shutdown?.();
  }

  /** A machine whose `machineInit` was never seen begins with its first transition. */
  #liveTrace(machine: MachineView): MachineTrace | undefined {
    if (this.#closed) return undefined;
    let trace = this.#machines.get(machine);
    if (trace === undefined) {
      this.#machines.begin(machine, SELECT_ALL);
      trace = this.#machines.get(machine);
    }
    return trace?.ended === false ? trace : undefined;
  }

  /** The span of the transition; undefined for one that gets none. */
  #startTransition(trace: MachineTrace, running: RunningTransition): RunningTransition['span'] {
    const { machine } = running.transition;
    if (running.span !== undefined) return running.span;
    if (!trace.shown.atStart(running.transition)) return undefined;
    this.#machines.open(trace, machine);
    return startTransitionSpan(this.#settings, trace, running, this.#origins.of(trace, running.transition));
  }

  #applyChange(trace: MachineTrace, running: RunningTransition): void {
    if (trace.states === undefined) return;
    const change = this.#change(trace, running);
    if (change.added.length + change.removed.length > 0) trace.states.apply(change);
  }

  #change(trace: MachineTrace, { transition, span }: RunningTransition): StateChange {
    const { added, removed, mutation } = transition;
    const mutationText = trace.order.mutationText(mutation.type, mutation.called);
    return { transition, added, removed, span, timeMs: this.#settings.now(), mutationText };
  }

  #runInHandler<R>(call: HandlerCall, run: () => R): R {
    const { sink } = this.#settings;
    const trace = this.#machines.get(call.transition.machine);
    const span = trace?.handlers.get(call) ?? madeSpan(trace?.running?.span) ?? trace?.span;
    return span === undefined || sink.runInSpan === undefined
      ? run()
      : sink.runInSpan(span, run, this.#causes?.of(call.transition.mutation)?.active);
  }

  #contextOfCall(call: HandlerCall): TraceContext | undefined {
    const trace = this.#machines.get(call.transition.machine);
    const span = trace?.handlers.get(call) ?? runningOf(trace, call.transition)?.span;
    return span !== undefined && hasIdentity(span.context) ? span.context : undefined;
  }
}

function runningOf(trace: MachineTrace | undefined, transition: TransitionView): RunningTransition | undefined {
  return trace?.running?.transition === transition ? trace.running : undefined;
}

function count(trace: MachineTrace, transition: TransitionView): void {
  if (transition.mutation.check) return;
  trace.totals.transitions += 1;
  if (!transition.accepted) trace.totals.canceled += 1;
  else trace.totals.ticks = transition.sumAfter;
  if (activatesException(transition)) trace.totals.exceptions += 1;
}
