import type { MutationView, TransitionView } from '../tracer/index.js';
import type { Core } from './core.js';
import type { AnyMachine } from './machine.js';
import type { Args } from './mutation.js';
import { EXCEPTION_ARGS, type ExceptionArgs, type Transition } from './transition.js';

/** What a handler is called with; one object per event, shared by the bindings, good to keep. */
export class MachineEvent<A = Args> {
  /** The handler's name, for instance `FooEnter`. */
  readonly name: string;
  readonly #core: Core;
  readonly #transition: Transition;
  readonly #state: number;
  readonly #tick: number;

  /** @internal */
  constructor(core: Core, transition: Transition, name: string, state: number) {
    this.name = name;
    this.#core = core;
    this.#transition = transition;
    this.#state = state;
    this.#tick = core.clocks[state] ?? -1;
  }

  /** Arguments of the mutation; the same object for all handlers of a transition. Never undefined. */
  get args(): A {
    return this.#transition.mutation.args as A;
  }

  get machine(): AnyMachine {
    return this.#core.machine;
  }

  get machineId(): string {
    return this.#core.id;
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
    return this.#transition.mutation.check;
  }

  /** The error this mutation carries: of `addErr`, or thrown by a handler. */
  get error(): Error | undefined {
    return (this.#transition.mutation.args[EXCEPTION_ARGS] as ExceptionArgs | undefined)?.error;
  }

  /**
   * Aborts when this activation of the handler's state ends; for `FooEnd`, `AnyState` and the other events, which belong to
   * no activation, when the machine is disposed. Already aborted when read after that.
   */
  get signal(): AbortSignal {
    const state = this.#core.indexIn(this.#transition.mutation.schema, this.#state);
    return this.#core.activationSignal(state, this.#tick);
  }

  /** The transition still runs and nothing has stopped it. */
  isValid(): boolean {
    const tx = this.#transition;
    return this.#core.transition === tx && tx.accepted && !tx.completed && !this.#core.disposed;
  }
}
