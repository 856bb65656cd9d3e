import type { MachineView, TraceContext } from '../../tracer/index.js';
import { IdIndex } from './id-index.js';
import type { MachineTrace } from './machine-trace.js';
import { NO_PLACE } from './packed-form.js';
import { PackedTraces, idOf, indexOf as packedIndexOf } from './packed-traces.js';
import type { TracePart } from './trace-parts.js';

/** There is no free slot. */
const NONE = -1;

/** Slots added at a time: so many, and a share of those there are. Lists that grow by themselves have room for half as much again. */
const MORE = 16;
const SHARE = 8;

/**
 * What is kept of the machines of one tracer, be it packed or not: each has a slot of a list, which another one gets after it. For one
 * that rests there is nothing else but its text and its weak reference.
 */
export class TraceTable {
  /** Slots, and what has ended, for as long as the machine: late callbacks and children find it. */
  readonly #of = new WeakMap<MachineView, number | MachineTrace>();
  /** By slot. In a free one the next free one. */
  #kept: (MachineTrace | string | number)[] = [];
  /** By slot. */
  #views: (WeakRef<MachineView> | undefined)[] = [];
  /** The newest machine of each id. */
  readonly #byId = new IdIndex((slot) => this.#idAt(slot));
  readonly #packed = new PackedTraces();
  #free = NONE;
  #size = 0;

  /** How many have not ended. */
  get size(): number {
    return this.#size;
  }

  /** What is kept of a machine; a text while it rests. */
  get(machine: MachineView): MachineTrace | string | undefined {
    const found = this.#of.get(machine);
    return typeof found === 'number' ? (this.#kept[found] as MachineTrace | string) : found;
  }

  /** Where a machine stands that has not ended. */
  slotOf(machine: MachineView): number | undefined {
    const found = this.#of.get(machine);
    return typeof found === 'number' ? found : undefined;
  }

  /** The span of a transition of any machine, as far as that is remembered; what is packed stays so. */
  spanOf(machineId: string, txId: string): TraceContext | undefined {
    const slot = this.#byId.get(machineId);
    const kept = slot === undefined ? undefined : this.#keptAt(slot);
    return typeof kept === 'string' ? this.#packed.spanOf(kept, txId) : kept?.history.get(txId);
  }

  /** The trace that a machine lives in, once it was opened. */
  partAt(slot: number): TracePart | undefined {
    const kept = this.#keptAt(slot);
    return typeof kept === 'string' ? this.#packed.partOf(kept) : kept?.part;
  }

  /** The machine of a slot was let go without an end. */
  isGone(slot: number): boolean {
    const view = this.#views[slot];
    return view !== undefined && view.deref() === undefined;
  }

  add(machine: MachineView, trace: MachineTrace): void {
    if (this.#free === NONE) this.#grow();
    const slot = this.#free;
    this.#free = this.#kept[slot] as number;
    this.#kept[slot] = trace;
    this.#views[slot] = trace.view;
    this.#of.set(machine, slot);
    this.#byId.set(trace.machineId, slot);
    this.#size += 1;
  }

  /** Packs what is kept of a machine, and lets it rest as well; while that is not possible, what is remembered of its transitions alone. */
  rest(trace: MachineTrace): void {
    const machine = trace.view?.deref();
    const slot = machine && this.slotOf(machine);
    if (slot === undefined || this.#kept[slot] !== trace) return;
    const packed = this.#packed.pack(trace);
    if (packed === undefined) {
      trace.history.packUp(trace.part ?? NO_PLACE);
      return;
    }
    this.#kept[slot] = packed;
    machine?.rest?.();
  }

  /** Takes up again what was packed of a machine. */
  wake(machine: MachineView, packed: string): MachineTrace {
    const slot = this.#of.get(machine) as number;
    const trace = this.#packed.unpack(packed, this.#views[slot], machine);
    this.#packed.release(packed);
    this.#kept[slot] = trace;
    return trace;
  }

  /** Takes what is kept of a machine out of its slot, not packed; only the machine leads to it from then on. Nothing of a free one. */
  take(slot: number): MachineTrace | undefined {
    const kept = this.#keptAt(slot);
    if (kept === undefined) return undefined;
    const machine = this.#views[slot]?.deref();
    this.#byId.delete(this.#idAt(slot), slot);
    this.#empty(slot);
    if (machine !== undefined) this.#of.delete(machine);
    const trace = typeof kept === 'string' ? this.#unpackLast(kept) : kept;
    if (machine !== undefined) this.#of.set(machine, trace);
    return trace;
  }

  /** What does not rest. */
  *awake(): Generator<MachineTrace> {
    for (const slot of this.slots()) {
      const kept = this.#kept[slot];
      if (typeof kept === 'object') yield kept;
    }
  }

  /** All slots there are, free ones too. */
  *slots(): Iterable<number> {
    for (let slot = 0; slot < this.#kept.length; slot++) yield slot;
  }

  /** The slots of all machines, the one that was made last first. */
  newestFirst(): Iterable<number> {
    const slots = this.#kept.flatMap((kept, slot) => (typeof kept === 'number' ? [] : [slot]));
    const indexes = this.#kept.map(indexOf);
    return Uint32Array.from(slots).sort((a, b) => (indexes[b] ?? 0) - (indexes[a] ?? 0));
  }

  #keptAt(slot: number): MachineTrace | string | undefined {
    const kept = this.#kept[slot];
    return typeof kept === 'number' ? undefined : kept;
  }

  #idAt(slot: number): string {
    const kept = this.#keptAt(slot);
    return typeof kept === 'string' ? idOf(kept) : (kept?.machineId ?? '');
  }

  #empty(slot: number): void {
    this.#kept[slot] = this.#free;
    this.#views[slot] = undefined;
    this.#free = slot;
    this.#size -= 1;
    if (this.#size > 0) return;
    this.#kept = [];
    this.#views = [];
    this.#free = NONE;
  }

  #grow(): void {
    const { length } = this.#kept;
    const more = MORE + Math.trunc(length / SHARE);
    const next = Array.from({ length: more }, (_, i) => (i + 1 === more ? NONE : length + i + 1));
    this.#kept = this.#kept.concat(next);
    this.#views = this.#views.concat(new Array<undefined>(more).fill(undefined));
    this.#free = length;
  }

  #unpackLast(packed: string): MachineTrace {
    try {
      return this.#packed.unpack(packed);
    } finally {
      this.#packed.release(packed);
    }
  }
}

function indexOf(kept: MachineTrace | string | number): number {
  if (typeof kept === 'number') return NONE;
  return typeof kept === 'string' ? packedIndexOf(kept) : kept.index;
}
