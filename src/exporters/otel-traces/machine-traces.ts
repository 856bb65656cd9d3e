import type { MachineView, Selection } from '../../tracer/index.js';
import { StateOrder } from '../shared/index.js';
import { MachineTrace } from './machine-trace.js';
import type { MachinePlace } from './machine-trace.js';
import { remotePolicyOf } from './remote-policy.js';
import type { TraceSettings } from './settings.js';
import type { TracePart } from './trace-parts.js';
import { TraceRoots } from './trace-roots.js';

/** The machines of one tracer, and how they find each other. */
export class MachineTraces {
  readonly #settings: TraceSettings;
  /** Keeps what has ended for as long as the machine, so that late callbacks and children find it. */
  readonly #all = new WeakMap<MachineView, MachineTrace>();
  /** In creation order. */
  readonly #live = new Set<MachineTrace>();
  /** The newest machine of each id. */
  readonly #byId = new Map<string, MachineTrace>();
  readonly #roots: TraceRoots;
  /** Machines that the program let go without an end. */
  readonly #collected = new FinalizationRegistry<MachineTrace>((trace) => this.#close(trace, 'detached'));

  constructor(settings: TraceSettings) {
    this.#settings = settings;
    this.#roots = new TraceRoots(settings);
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
  begin(machine: MachineView, selection: Selection): MachineTrace {
    const known = this.#all.get(machine);
    if (known?.ended === false) return known;
    const trace = new MachineTrace(this.#settings, this.#roots.nextIndex(), machine, selection);
    this.#all.set(machine, trace);
    this.#live.add(trace);
    this.#byId.set(machine.id, trace);
    this.#collected.register(machine, trace);
    if (selection.wholeMachine) this.open(trace, machine);
    return trace;
  }

  /** Emits the machine's own spans, below those of the next traced machine above it. */
  open(trace: MachineTrace, machine: MachineView): void {
    if (trace.part === undefined) trace.open(machine, this.#placeOf(machine, trace, trace.createdMs));
  }

  /** The states of a machine have a new order. */
  reorder(machine: MachineView): void {
    const trace = this.#all.get(machine);
    if (trace !== undefined) trace.order = StateOrder.of(machine);
  }

  close(machine: MachineView, ending: 'aborted' | 'detached'): void {
    const trace = this.#all.get(machine);
    if (trace !== undefined) this.#close(trace, ending);
  }

  #close(trace: MachineTrace, ending: 'aborted' | 'detached'): void {
    if (trace.ended) return;
    trace.close(ending);
    this.#live.delete(trace);
    const { machineId, part } = trace;
    if (this.#byId.get(machineId) === trace) this.#byId.delete(machineId);
    if (part !== undefined) this.#settings.parts.leave(part, this.#roots.has(part.traceId));
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
    for (const { states, view } of this.#live) if (view.deref() !== undefined) states?.beat(timeMs);
  }

  /** A transition of a machine that nobody sees: its trace gets full all the same, and the next one may be seen. */
  passOver(trace: MachineTrace): void {
    const { part, context } = trace;
    if (part === undefined) return;
    part.spans += 1;
    // Without an SDK, the clock would be most of what it takes.
    if (context !== undefined || part.spans >= part.maxSpans) this.rotate(trace);
  }

  /** The trace of a machine goes on in a new one, with all machines in it, when it is full. */
  rotate({ part }: MachineTrace, timeMs = this.#settings.now()): void {
    const { parts } = this.#settings;
    if (part === undefined || !parts.isFull(part, timeMs)) return;
    this.#settings.clock.check();
    parts.end(part);
    this.#roots.rotate(part.traceId, timeMs);
    let traceId: string | undefined;
    for (const trace of this.#live) {
      if (this.#moveOn(trace, part, timeMs)) traceId = trace.part?.traceId;
    }
    if (traceId !== undefined) parts.begun(traceId);
  }

  /** A machine goes on in the next part of its trace, after the one above, which may have been switched on later. */
  #moveOn(trace: MachineTrace, part: TracePart, timeMs: number): boolean {
    const machine = trace.part === part ? trace.view.deref() : undefined;
    if (machine === undefined) return false;
    const above = this.#liveAbove(machine);
    if (above !== undefined) this.#moveOn(above, part, timeMs);
    trace.moveTo(this.#placeOf(machine, trace, timeMs, true), machine, timeMs);
    return true;
  }

  #liveAbove(machine: MachineView): MachineTrace | undefined {
    for (let parent = machine.parent; parent !== undefined; parent = parent.parent) {
      const trace = this.#all.get(parent);
      if (trace?.ended === false) return trace;
    }
    return undefined;
  }

  /** @param isMoving to another trace, where nothing is that has ended */
  #placeOf(machine: MachineView, { selection }: MachineTrace, timeMs: number, isMoving = false): MachinePlace {
    for (let parent = machine.parent; parent !== undefined; parent = parent.parent) {
      const trace = this.#all.get(parent);
      if (trace === undefined || (trace.ended && isMoving)) continue;
      if (!trace.ended) this.open(trace, parent);
      const context = trace.parentOfSubmachines(timeMs);
      if (context !== undefined) return { parent: context, isRemote: false };
    }
    return this.#roots.place(remotePolicyOf(this.#settings, selection), timeMs);
  }
}
