import type { MutationView, TransitionView } from '../tracer/index.js';
import type { AnyMachine } from './machine.js';
import { ENTER, eventName, EXIT, firstOf, kindOf, STATE } from './handler-table.js';
import type { Args } from './mutation.js';
import { EXCEPTION_ARGS, type ExceptionArgs } from './exception-args.js';
import { Transition } from './transition.js';

/** What a handler is called with; one object per event, shared by the bindings, good to keep. */
export class MachineEvent<A = Args> {
  readonly #transition: Transition;
  readonly #code: number;

  /**
   * @internal
   * @param code which event; see `eventCode`
   */
  constructor(transition: Transition, code: number) {
    this.#transition = transition;
    this.#code = code;
  }

  /** For the engine only: which event it is. */
  static codeOf(event: MachineEvent): number {
    return event.#code;
  }

  /** For the engine only: its transition. */
  static transitionOf(event: MachineEvent): Transition {
    return event.#transition;
  }

  /** The handler's name, for instance `FooEnter`. */
  get name(): string {
    return eventName(this.#transition.schema, this.#code);
  }

  /** Arguments of the mutation; the same object for all handlers of a transition. Never undefined. */
  get args(): A {
    return this.#transition.args as A;
  }

  get machine(): AnyMachine {
    return Transition.coreOf(this.#transition).machine;
  }

  get machineId(): string {
    return Transition.coreOf(this.#transition).id;
  }

  get transition(): TransitionView {
    return this.#transition;
  }

  get transitionId(): string {
    return this.#transition.id;
  }

  get mutation(): MutationView {
    return this.#transition.mutation;
  }

  /** The transition only asks whether it could run (`canAdd`, `canRemove`). */
  get isCheck(): boolean {
    return this.#transition.isCheck;
  }

  /** The error this mutation carries: of `addErr`, or thrown by a handler. */
  get error(): Error | undefined {
    return (this.#transition.args[EXCEPTION_ARGS] as ExceptionArgs | undefined)?.error;
  }

  /**
   * Aborts when this activation of the handler's state ends; for `FooEnd`, `AnyState` and the other events, which belong to
   * no activation, when the machine is disposed. Already aborted when read after that.
   */
  get signal(): AbortSignal {
    const core = Transition.coreOf(this.#transition);
    const kind = kindOf(this.#code);
    if (kind !== STATE && kind !== ENTER && kind !== EXIT) return core.activationSignal(-1, -1);
    const state = firstOf(this.#code);
    const tick = this.#transition.tickOf(state, kind === STATE);
    return core.activationSignal(core.indexIn(this.#transition.schema, state), tick);
  }

  /** The transition still runs and nothing has stopped it. */
  isValid(): boolean {
    return this.#transition.isRunning();
  }
}
