/** Objects in insertion order, none kept alive by being listed. Adding, removing and sweeping are amortised O(1). */
export class WeakList<T extends object> {
  #refs = new Set<WeakRef<T>>();
  #refOf = new WeakMap<T, WeakRef<T>>();
  #sweepAt = 64;
  /** Attempts left to refuse unswept: a full list must not be searched for each of them. */
  #refusals = 0;

  /** @param limit how many are kept at most. @default no limit */
  constructor(readonly limit = Number.POSITIVE_INFINITY) {}

  /** How many are listed; objects already collected count until the next sweep. */
  get size(): number {
    return this.#refs.size;
  }

  /** False when the list is full; true when it holds the object. */
  add(item: T): boolean {
    if (this.#refOf.has(item)) return true;
    if (this.#refs.size >= this.limit && this.#refusals-- > 0) return false;
    if (this.#refs.size >= Math.min(this.#sweepAt, this.limit)) this.#sweep();
    if (this.#refs.size >= this.limit) {
      this.#refusals = this.limit >> 4;
      return false;
    }
    const ref = new WeakRef(item);
    this.#refs.add(ref);
    this.#refOf.set(item, ref);
    return true;
  }

  delete(item: T): void {
    const ref = this.#refOf.get(item);
    if (ref === undefined) return;
    this.#refs.delete(ref);
    this.#refOf.delete(item);
  }

  clear(): void {
    this.#refs = new Set();
    this.#refOf = new WeakMap();
  }

  /** Those still alive, oldest first; what is added meanwhile comes too. */
  *[Symbol.iterator](): Generator<T> {
    for (const ref of this.#refs) {
      const item = ref.deref();
      if (item !== undefined) yield item;
    }
  }

  /** Those alive now, oldest first. */
  alive(): T[] {
    return [...this];
  }

  #sweep(): void {
    for (const ref of this.#refs) if (ref.deref() === undefined) this.#refs.delete(ref);
    this.#sweepAt = Math.max(64, this.#refs.size * 2);
  }
}
