import type { Core } from './core.js';
import { OPS } from './observer.js';

/** What a signal is bound to: the time from one tick of a state to its next (machine specification §8.1). */
export interface Activation {
  readonly machineId: string;
  readonly state: string;
  /** Clock of the state meanwhile; odd is active. */
  readonly tick: number;
}

const activations = new WeakMap<AbortSignal, Activation>();

/** What a signal of `stateSignal` or of an event is bound to; undefined for the signal of a machine's life, and for others. */
export function activationOf(signal: AbortSignal): Activation | undefined {
  return activations.get(signal);
}

/** Abort signals bound to activations of states, made when first asked for (machine specification §8.1). */
export class Activations {
  readonly #core: Core;
  readonly #open = new Map<number, AbortController>();
  readonly #life = new AbortController();

  constructor(core: Core) {
    this.#core = core;
  }

  /** Aborts when the state ticks next. */
  signalOf(state: number): AbortSignal {
    let controller = this.#open.get(state);
    if (controller === undefined) {
      this.#open.set(state, (controller = new AbortController()));
      const core = this.#core;
      const { id: machineId, schema } = core;
      activations.set(controller.signal, { machineId, state: schema.nameOf(state), tick: core.tickOf(state) });
      core.observer?.line(core, OPS, `[ctx:new] ${schema.nameOf(state)}`);
    }
    return controller.signal;
  }

  /** Aborts when the machine is disposed. */
  get lifeSignal(): AbortSignal {
    return this.#life.signal;
  }

  /** These states ticked. */
  end(states: readonly number[]): void {
    for (const state of states) {
      const controller = this.#open.get(state);
      if (controller === undefined) continue;
      this.#open.delete(state);
      controller.abort();
      this.#core.observer?.line(this.#core, OPS, `[ctx:match] ${this.#core.schema.nameOf(state)}`);
    }
  }

  /** The index order changed: `moved` holds the new index of each old one. */
  reorder(moved: readonly number[]): void {
    const open = [...this.#open];
    this.#open.clear();
    for (const [state, controller] of open) this.#open.set(moved[state] ?? state, controller);
  }

  /** The states are gone with the machine; the machine's own signal comes last, with {@link endLife}. */
  endAll(): void {
    this.end([...this.#open.keys()]);
  }

  endLife(): void {
    this.#life.abort();
  }
}
