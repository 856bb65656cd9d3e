import type { MachineView, TraceContext } from '../../tracer/index.js';
import { MachineTrace } from './machine-trace.js';
import type { ShownTransitions } from './shown-transitions.js';
import type { TracePart } from './trace-parts.js';

/** Stands for what is kept of a machine, be it packed or not. */
export class TraceHandle {
  readonly machineId: string;
  readonly shown: ShownTransitions;
  #content: MachineTrace | string;
  /** While it is packed. */
  #part: TracePart | undefined;

  constructor(trace: MachineTrace) {
    this.machineId = trace.machineId;
    this.shown = trace.shown;
    this.#content = trace;
  }

  /** What is kept of the machine; undefined while that is packed. */
  get trace(): MachineTrace | undefined {
    const content = this.#content;
    return typeof content === 'string' ? undefined : content;
  }

  /** The trace the machine lives in, once it was opened. */
  get part(): TracePart | undefined {
    return this.trace?.part ?? this.#part;
  }

  /** Packs it, and lets the machine rest as well; false when it can't be packed now. */
  rest(): boolean {
    const trace = this.trace;
    const packed = trace?.pack();
    if (trace === undefined || packed === undefined) return false;

    this.#part = trace.part;
    this.#content = packed;
    trace.view?.deref()?.rest?.();
    return true;
  }

  /** Takes it up again. @param machine undefined for one that is gone */
  wake(machine?: MachineView): MachineTrace {
    const content = this.#content;
    if (typeof content !== 'string') return content;
    const trace = MachineTrace.unpack(content, this, machine);
    this.#content = trace;
    this.#part = undefined;
    return trace;
  }

  /** The span of a transition, as far as that is remembered; what is packed stays so. */
  spanOf(txId: string): TraceContext | undefined {
    const content = this.#content;
    return typeof content === 'string' ? MachineTrace.spanIn(content, this.#part, txId) : content.history.get(txId);
  }
}
