import { ATTR, LINK_KIND, SPAN } from '../../semconv.js';
import type { MachineView, Selection, TraceContext } from '../../tracer/index.js';
import { StateOrder } from '../shared/index.js';
import { MachineTrace } from './machine-trace.js';
import type { MachinePlace } from './machine-trace.js';
import type { TraceSettings } from './settings.js';
import { startInstant, startRoot } from './span-sink.js';

const LINK_CONTINUATION = Object.freeze({ [ATTR.amLinkKind]: LINK_KIND.continuation });

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

  get size(): number {
    return this.#live.size;
  }

  get(machine: MachineView): MachineTrace | undefined {
    return this.#all.get(machine);
  }

  ofId(machineId: string): MachineTrace | undefined {
    return this.#byId.get(machineId);
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
    if (trace.span === undefined) trace.open(machine, this.#placeOf(machine));
  }

  /** The states of a machine have a new order. */
  reorder(machine: MachineView): void {
    const trace = this.#all.get(machine);
    if (trace !== undefined) trace.order = StateOrder.of(machine);
  }

  close(machine: MachineView, ending: 'aborted' | 'detached'): void {
    const trace = this.#all.get(machine);
    if (trace === undefined || trace.ended) return;
    trace.close(ending);
    this.#live.delete(trace);
    if (this.#byId.get(machine.id) === trace) this.#byId.delete(machine.id);
    if (trace.part === undefined) return;
    const shared = this.#root ?? this.#settings.parent;
    this.#settings.parts.leave(trace.part, shared?.traceId === trace.part.traceId);
  }

  /** Ends all machines, the newest first. */
  closeAll(): void {
    for (const trace of [...this.#live].reverse()) trace.close('detached');
    this.#live.clear();
    this.#byId.clear();
  }

  /** Tells again of the states that are open. */
  beat(): void {
    const timeMs = this.#settings.now();
    for (const { states, view } of this.#live) {
      const machine = view.deref();
      if (machine !== undefined) states?.beat(machine, timeMs);
    }
  }

  /** The trace of a machine goes on in a new one, with all machines in it, when it is full. */
  rotate({ part }: MachineTrace): void {
    const { parts, now } = this.#settings;
    const timeMs = now();
    if (part === undefined || !parts.isFull(part, timeMs)) return;
    parts.end(part);
    const shared = this.#root ?? this.#settings.parent;
    if (shared?.traceId === part.traceId) this.#continueRoot(shared, timeMs);
    let traceId: string | undefined;
    for (const trace of this.#live) {
      const machine = trace.part === part ? trace.view.deref() : undefined;
      if (machine === undefined) continue;
      trace.moveTo(this.#placeOf(machine), machine, timeMs);
      traceId = trace.part?.traceId;
    }
    if (traceId !== undefined) parts.begun(traceId);
  }

  /** What follows the span above all machines. */
  #continueRoot(before: TraceContext, timeMs: number): void {
    const links = [{ context: before, attributes: LINK_CONTINUATION }];
    const start = { name: SPAN.root, parent: undefined, timeMs, links };
    this.#root = startInstant(this.#settings.sink, start).context;
  }

  #placeOf(machine: MachineView): MachinePlace {
    for (let parent = machine.parent; parent !== undefined; parent = parent.parent) {
      const trace = this.#all.get(parent);
      if (trace === undefined) continue;
      if (!trace.ended) this.open(trace, parent);
      const context = trace.parentOfSubmachines();
      if (context !== undefined) return { parent: context, isRemote: false };
    }
    const { parent, autoRoot, sink, now } = this.#settings;
    if (this.#root === undefined && parent !== undefined) return { parent, isRemote: parent.isRemote === true };
    // The span above all machines, made with the first of them.
    if (autoRoot) this.#root ??= startRoot(sink, now());
    return { parent: this.#root, isRemote: false };
  }
}
