/** The last records of a pipeline, the oldest given up first. */
export class MemoryBuffer<T> {
  readonly #limit: number;
  #items: T[] = [];
  #dropped = 0;

  /** @param limit records kept. @default 10000 */
  constructor(limit = 10_000) {
    this.#limit = limit;
  }

  /** Oldest first. */
  get items(): readonly T[] {
    return this.#items;
  }

  /** Records given up. */
  get dropped(): number {
    return this.#dropped;
  }

  add(items: readonly T[]): void {
    this.#items.push(...items);
    const surplus = this.#items.length - this.#limit;
    if (surplus <= 0) return;
    this.#items.splice(0, surplus);
    this.#dropped += surplus;
  }

  clear(): void {
    this.#items = [];
  }
}
