import type { MutationType } from '../../tracer/index.js';

const orders = new WeakMap<readonly string[], StateOrder>();

/**
 * The index order of a schema's states, with the mutation texts made from it. One per list of names, thus shared by the
 * machines of a class.
 */
export class StateOrder {
  readonly #index = new Map<string, number>();
  readonly #single = new Map<string, Record<MutationType, string>>();

  private constructor(names: readonly string[]) {
    names.forEach((name, at) => {
      this.#index.set(name, at);
      this.#single.set(name, { add: `[add] ${name}`, remove: `[remove] ${name}`, set: `[set] ${name}` });
    });
  }

  static of(names: readonly string[]): StateOrder {
    let order = orders.get(names);
    if (order === undefined) orders.set(names, (order = new StateOrder(names)));
    return order;
  }

  /** Names in index order; unknown ones last. */
  sorted(names: readonly string[]): string[] {
    return [...names].sort((a, b) => this.#at(a) - this.#at(b));
  }

  /** `[add] A B`, the states in index order (telemetry specification §0.2). */
  mutationText(type: MutationType, called: readonly string[]): string {
    const [first] = called;
    if (called.length === 1 && first !== undefined) return this.#single.get(first)?.[type] ?? `[${type}] ${first}`;
    return `[${type}] ${this.sorted(called).join(' ')}`;
  }

  #at(name: string): number {
    return this.#index.get(name) ?? this.#index.size;
  }
}
