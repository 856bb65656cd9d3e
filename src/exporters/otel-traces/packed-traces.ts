import type { MachineView, TraceContext } from '../../tracer/index.js';
import { CodeReader } from './code-reader.js';
import { CodeWriter } from './code-writer.js';
import { MachineTrace } from './machine-trace.js';
import { Numbered } from './numbered.js';
import { indexIn, machineIdIn, spanIn } from './packed-machine.js';
import type { ShownTransitions } from './shown-transitions.js';
import type { TracePart } from './trace-parts.js';

/** What a text says. */
interface Packed {
  readonly shown: number;
  /** 0 for none. */
  readonly part: number;
  /** By {@link MachineTrace.pack}. */
  readonly rest: string;
}

/** What is kept of machines that rest, as texts. What many of them have in common is a number in front. */
export class PackedTraces {
  readonly #shown = new Numbered<ShownTransitions>();
  readonly #parts = new Numbered<TracePart>();

  /** Undefined while something of the machine is open that can't be put aside. */
  pack(trace: MachineTrace): string | undefined {
    const rest = trace.pack();
    if (rest === undefined) return undefined;
    const writer = new CodeWriter();
    writer.count(this.#shown.take(trace.shown));
    writer.count(trace.part === undefined ? 0 : this.#parts.take(trace.part));
    writer.raw(rest);
    return writer.packed();
  }

  /** @param machine undefined for one that is gone, or has ended */
  unpack(packed: string, view?: WeakRef<MachineView>, machine?: MachineView): MachineTrace {
    const { shown, part, rest } = read(packed);
    const beside = { shown: this.#shown.get(shown) as ShownTransitions, part: this.#parts.get(part), view };
    return MachineTrace.unpack(rest, beside, machine);
  }

  /** Lets go of what a text needs that is not used any more. */
  release(packed: string): void {
    const { shown, part } = read(packed);
    this.#shown.release(shown);
    this.#parts.release(part);
  }

  partOf(packed: string): TracePart | undefined {
    return this.#parts.get(read(packed).part);
  }

  /** The span of a transition, as far as that is remembered. */
  spanOf(packed: string, txId: string): TraceContext | undefined {
    return spanIn(read(packed).rest, this.partOf(packed), txId);
  }
}

/** The id of the machine that a text is about. */
export function idOf(packed: string): string {
  return machineIdIn(read(packed).rest);
}

/** The index of the machine that a text is about. */
export function indexOf(packed: string): number {
  return indexIn(read(packed).rest);
}

function read(packed: string): Packed {
  const reader = new CodeReader(packed);
  return { shown: reader.count(), part: reader.count(), rest: packed.slice(reader.at) };
}
