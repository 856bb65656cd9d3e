import type { MachineView, Selection, TraceContext } from '../../tracer/index.js';
import { StateOrder } from '../shared/index.js';
import { Collections } from './collections.js';
import { MachineTrace } from './machine-trace.js';
import type { MachinePlace } from './machine-trace.js';
import { remotePolicyOf } from './remote-policy.js';
import { Rests } from './rests.js';
import type { TraceSettings } from './settings.js';
import type { TracePart } from './trace-parts.js';
import { TraceRoots } from './trace-roots.js';
import { TraceTable } from './trace-table.js';

/** Spans that end in a row: so many find room in most queues, that of the SDK's processor takes 2048. */
const ENDED_AT_ONCE = 2000;

/** The machines of one tracer, and how they find each other. */
export class MachineTraces {
  readonly #settings: TraceSettings;
  readonly #failed: (error: unknown) => void;
  readonly #table = new TraceTable();
  readonly #roots: TraceRoots;
  readonly #rests: Rests;
  /** Of garbage, with which machines may go that the program let go without an end. */
  readonly #collections: Collections;

  /** @param failed told of what the sink throws where no machine waits; must not throw */
  constructor(settings: TraceSettings, failed: (error: unknown) => void) {
    this.#settings = settings;
    this.#failed = failed;
    const table = this.#table;
    this.#roots = new TraceRoots(settings);
    this.#rests = new Rests(settings, (trace) => this.#isolate(() => table.rest(trace)));
    this.#collections = new Collections(settings, table, (slot) => {
      if (table.isGone(slot)) this.#isolate(() => this.#close(slot, 'detached'));
    });
  }

  get size(): number {
    return this.#table.size;
  }

  get(machine: MachineView): MachineTrace | undefined {
    const kept = this.#table.get(machine);
    if (kept === undefined) return undefined;
    const trace = typeof kept === 'string' ? this.#wake(machine, kept) : kept;
    this.#rests.used(trace);
    return trace;
  }

  /** The same as it is; undefined while it is packed, and thus nothing waits for its end. */
  awake(machine: MachineView): MachineTrace | undefined {
    const kept = this.#table.get(machine);
    return typeof kept === 'string' ? undefined : kept;
  }

  /** The span of a transition of any machine, as far as that is remembered. */
  spanOf(machineId: string, transitionId: string): TraceContext | undefined {
    return this.#table.spanOf(machineId, transitionId);
  }

  /** Begins to trace a machine; one that is traced already stays as it is. */
  begin(machine: MachineView, selection: Selection): MachineTrace {
    const known = this.get(machine);
    if (known?.ended === false) return known;
    const trace = MachineTrace.begin(this.#settings, this.#roots.nextIndex(), machine, selection);
    this.#table.add(machine, trace);
    this.#collections.watch();
    this.#rests.used(trace);
    if (selection.wholeMachine) this.open(trace, machine);
    return trace;
  }

  /** Emits the machine's own spans, below those of the next traced machine above it. */
  open(trace: MachineTrace, machine: MachineView): void {
    if (trace.part === undefined) trace.open(machine, this.#placeOf(machine, trace, trace.createdMs));
  }

  /** The states of a machine have a new order. */
  reorder(machine: MachineView): void {
    const trace = this.awake(machine);
    if (trace !== undefined) trace.order = StateOrder.of(machine);
  }

  close(machine: MachineView, ending: 'aborted' | 'detached'): void {
    const slot = this.#table.slotOf(machine);
    if (slot !== undefined) this.#close(slot, ending);
  }

  /** @returns how many spans ended with it */
  #close(slot: number, ending: 'aborted' | 'detached'): number {
    const part = this.#table.partAt(slot);
    // First, whatever becomes of its spans.
    if (part !== undefined) this.#settings.parts.leave(part, this.#roots.has(part.traceId));
    const trace = this.#table.take(slot);
    if (trace === undefined) return 0;
    this.#rests.forget(trace);
    const { endingSpans } = trace;
    trace.close(ending);
    return endingSpans;
  }

  /** Ends all machines, the newest first, with a pause after so many that their spans should be taken before the next ones. */
  *closing(): Generator<void, void, undefined> {
    this.#rests.stop();
    this.#collections.stop();
    let left = ENDED_AT_ONCE;
    for (const slot of this.#table.newestFirst()) {
      if (left <= 0) {
        yield;
        left = ENDED_AT_ONCE;
      }
      this.#isolate(() => (left -= this.#close(slot, 'detached')));
    }
  }

  /** Tells again of the states that are open. */
  beat(): void {
    const timeMs = this.#settings.now();
    for (const trace of this.#table.awake()) {
      if (trace.view?.deref() !== undefined) this.#isolate(() => trace.states?.beat(timeMs));
    }
  }

  /** What is broken of one machine is none of the others' business. */
  #isolate(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#failed(error);
    }
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
    parts.moving(() => {
      // Those that rest follow when they are needed.
      for (const trace of this.#table.awake()) this.#moveOn(trace, part, timeMs);
    });
  }

  /** A machine goes on in the next part of its trace, after the one above, which may have been switched on later. */
  #moveOn(trace: MachineTrace, part: TracePart, timeMs: number): void {
    const machine = trace.part === part ? trace.view?.deref() : undefined;
    if (machine === undefined) return;
    const above = this.#liveAbove(machine);
    if (above !== undefined) this.#moveOn(above, part, timeMs);
    trace.moveTo(this.#placeOf(machine, trace, timeMs, true), machine, timeMs);
  }

  /** Takes up again what was packed, in the part of the trace that it goes on in. */
  #wake(machine: MachineView, packed: string): MachineTrace {
    const { parts, now } = this.#settings;
    const trace = this.#table.wake(machine, packed);
    const { part } = trace;
    if (part !== undefined && !parts.has(part)) parts.moving(() => this.#moveOn(trace, part, now()));
    return trace;
  }

  #liveAbove(machine: MachineView): MachineTrace | undefined {
    for (let parent = machine.parent; parent !== undefined; parent = parent.parent) {
      const trace = this.get(parent);
      if (trace?.ended === false) return trace;
    }
    return undefined;
  }

  /** @param isMoving to another trace, where nothing is that has ended */
  #placeOf(machine: MachineView, { selection }: MachineTrace, timeMs: number, isMoving = false): MachinePlace {
    for (let parent = machine.parent; parent !== undefined; parent = parent.parent) {
      const trace = this.get(parent);
      if (trace === undefined || (trace.ended && isMoving)) continue;
      if (!trace.ended) this.open(trace, parent);
      const context = trace.parentOfSubmachines(timeMs);
      if (context !== undefined) return { parent: context, isRemote: false };
    }
    return this.#roots.place(remotePolicyOf(this.#settings, selection), timeMs);
  }
}
