import type { MachineView, TraceContext } from '../../tracer/index.js';
import { MachineTrace } from './machine-trace.js';
import type { ShownTransitions } from './shown-transitions.js';
import { NO_CONTEXT } from './span-sink.js';
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

  /** Packs it, and lets the machine rest as well; while that is not possible, what is remembered of its transitions alone. */
  rest(): void {
    const { trace } = this;
    if (trace === undefined) return;
    const { part } = trace;
    const packed = trace.pack();
    if (packed === undefined) {
      trace.history.packUp(part?.context ?? NO_CONTEXT);
      return;
    }
    this.#part = part;
    this.#content = packed;
    trace.view?.deref()?.rest?.();
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
