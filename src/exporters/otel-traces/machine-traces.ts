import type { MachineView, Selection, TraceContext, TransitionView } from '../../tracer/index.js';
import { StateOrder } from '../shared/index.js';
import { MachineTrace } from './machine-trace.js';
import type { TraceSettings } from './settings.js';
import { startRoot } from './span-sink.js';
import { parseTraceparent } from './traceparent.js';

/** The machines of one tracer, and how they find each other. */
export class MachineTraces {
  readonly #settings: TraceSettings;
  /** Keeps what has ended for as long as the machine, so that late callbacks and children find it. */
  readonly #all = new WeakMap<MachineView, MachineTrace>();
  /** In creation order. */
  readonly #live = new Set<MachineTrace>();
  /** The newest machine of each id. */
  readonly #byId = new Map<string, MachineTrace>();
  #root: TraceContext | undefined;
  #nextIndex = 0;

  constructor(settings: TraceSettings) {
    this.#settings = settings;
  }

  get(machine: MachineView): MachineTrace | undefined {
    return this.#all.get(machine);
  }

  /** Begins to trace a machine; one that is traced already stays as it is. */
  begin(machine: MachineView, selection: Selection): void {
    if (this.#all.get(machine)?.ended === false) return;
    const trace = new MachineTrace(this.#settings, this.#nextIndex++, machine, selection);
    this.#all.set(machine, trace);
    this.#live.add(trace);
    this.#byId.set(machine.id, trace);
    if (selection.wholeMachine) this.open(trace, machine);
  }

  /** Emits the machine's own spans, below those of the next traced machine above it. */
  open(trace: MachineTrace, machine: MachineView): void {
    if (trace.span === undefined) trace.open(machine, this.#parentContext(machine));
  }

  /** The states of a machine have a new order. */
  reorder(machine: MachineView): void {
    const trace = this.#all.get(machine);
    if (trace !== undefined) trace.order = StateOrder.of(machine);
  }

  close(machine: MachineView, ending: 'aborted' | 'detached'): void {
    const trace = this.#all.get(machine);
    if (trace === undefined) return;
    trace.close(ending);
    this.#live.delete(trace);
    if (this.#byId.get(machine.id) === trace) this.#byId.delete(machine.id);
  }

  /** Ends all machines, the newest first. */
  closeAll(): void {
    for (const trace of [...this.#live].reverse()) trace.close('detached');
    this.#live.clear();
    this.#byId.clear();
  }

  /** Identity of the transition a mutation came from, in this process or as its `traceparent` tells. */
  sourceOf({ mutation: { source } }: TransitionView): TraceContext | undefined {
    if (source === undefined) return undefined;
    const known = this.#byId.get(source.machineId)?.history.get(source.transitionId);
    return known ?? (source.traceparent === undefined ? undefined : parseTraceparent(source.traceparent));
  }

  /** The span above all machines, made with the first of them. */
  #rootContext(): TraceContext | undefined {
    const { autoRoot, sink, now } = this.#settings;
    if (!autoRoot) return undefined;
    this.#root ??= startRoot(sink, now());
    return this.#root;
  }

  #parentContext(machine: MachineView): TraceContext | undefined {
    for (let parent = machine.parent; parent !== undefined; parent = parent.parent) {
      const trace = this.#all.get(parent);
      if (trace === undefined) continue;
      if (!trace.ended) this.open(trace, parent);
      const context = trace.parentOfSubmachines();
      if (context !== undefined) return context;
    }
    return this.#settings.parent ?? this.#rootContext();
  }
}
