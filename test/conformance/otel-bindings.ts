import type { HandlerCall, InheritRules, MachineView, Tracer, TransitionView } from 'statescope';
import type { ReferenceTraces } from '../../src/exporters/otel-traces/index.js';

let next = 0;

/**
 * One binding of the tracer of a case to a machine: the engine binds one tracer to a machine but once, the cases also twice.
 * @param late the machine, where it was there before the tracer
 */
export class OtelBindingTracer implements Tracer {
  readonly id = `otel${String(next++)}`;
  readonly writesTraceContext = true;
  readonly #target: ReferenceTraces;
  readonly #late: MachineView | undefined;
  readonly #isToldOf: boolean;

  constructor(target: ReferenceTraces, late?: MachineView, isToldOf = true) {
    this.#target = target;
    this.#late = late;
    this.#isToldOf = isToldOf;
  }

  get inheritable(): boolean | InheritRules {
    return this.#target.inheritable;
  }

  machineInit(machine: MachineView): void {
    if (machine !== this.#late) this.#target.machineInit(machine);
  }

  /** The call that the reference leaves to whoever binds late. */
  join(machine: MachineView): void {
    if (this.#isToldOf) this.#target.machineJoin(machine);
  }

  newSubmachine(parent: MachineView, child: MachineView): void {
    this.#target.newSubmachine(parent, child);
  }

  transitionInit(transition: TransitionView): void {
    this.#target.transitionInit(transition);
  }

  transitionFinals(transition: TransitionView): void {
    this.#target.transitionFinals(transition);
  }

  transitionEnd(transition: TransitionView): void {
    this.#target.transitionEnd(transition);
  }

  handlerEnd(call: HandlerCall): void {
    this.#target.handlerEnd(call);
  }

  verifyStates(machine: MachineView): void {
    this.#target.verifyStates(machine);
  }

  machineDispose(machine: MachineView): void {
    this.#target.machineDispose(machine);
  }
}
