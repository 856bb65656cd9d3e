import type { Core } from './core.js';
import { OPS } from './observer.js';

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
      this.#core.observer?.line(OPS, `[ctx:new] ${this.#core.schema.nameOf(state)}`);
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
      this.#core.observer?.line(OPS, `[ctx:match] ${this.#core.schema.nameOf(state)}`);
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
