import type { MachineView, MutationType } from '../../tracer/index.js';

const orders = new WeakMap<MachineView['schema'], StateOrder>();

/**
 * The index order of a schema's states, with the mutation texts made from it. Shared by the machines of a class; ask
 * again when a machine's schema or order changes, not at every transition.
 */
export class StateOrder {
  /** Of no states. */
  static readonly none = new StateOrder([]);

  readonly names: readonly string[];
  readonly #index = new Map<string, number>();
  readonly #single = new Map<string, Record<MutationType, string>>();

  private constructor(names: readonly string[]) {
    this.names = names;
    names.forEach((name, at) => {
      this.#index.set(name, at);
      this.#single.set(name, { add: `[add] ${name}`, remove: `[remove] ${name}`, set: `[set] ${name}` });
    });
  }

  static of(machine: MachineView): StateOrder {
    const { schema, stateNames } = machine;
    const known = orders.get(schema);
    if (known !== undefined && isSame(known.names, stateNames)) return known;
    const order = new StateOrder([...stateNames]);
    orders.set(schema, order);
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

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, at) => name === b[at]);
}
