import type { ClassLike } from '../metadata/index.js';
import { idOf } from '../tracer/index.js';
import type { MachineView, Selection, Tracer } from '../tracer/index.js';

/** What instrumentation needs of a machine; every machine of the engine has it. */
export interface ObservedMachine {
  readonly view: MachineView;
  readonly parent: ObservedMachine | undefined;
  /** What is bound now, whoever bound it. */
  readonly tracers: readonly Tracer[];
  bindTracer(tracer: Tracer, selection?: Selection): void;
  detachTracer(id: string): void;
}

/** A tracer and what it may see of one machine. */
export interface Binding {
  readonly tracer: Tracer;
  readonly selection: Selection;
}

/** What a machine may be observed by, before a toggle takes it away. */
export interface Entitlement {
  readonly tracer: Tracer;
  /** What the tracer sees of this machine; undefined when only submachines may inherit it. */
  readonly own: Selection | undefined;
  /** What a submachine inherits; undefined for nothing. */
  readonly heritage: Selection | undefined;
  /** Levels below the machine that has the tracer by itself; 0 for that one. */
  readonly depth: number;
}

/** The class of a machine. */
export function classOf(machine: ObservedMachine): ClassLike {
  return machine.constructor;
}

/** Whether instances of a class are machines, of whichever copy of the package. */
export function isMachineClass({ prototype }: ClassLike): boolean {
  return typeof prototype === 'object' && prototype !== null && 'bindTracer' in prototype;
}

/** The tracer, or one of the same id: a tracer observes a machine at most once. */
export function holds(tracers: readonly Tracer[], tracer: Tracer): boolean {
  return tracers.some((other) => other === tracer || idOf(other) === idOf(tracer));
}
