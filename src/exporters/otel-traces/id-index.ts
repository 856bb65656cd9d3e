/** Cells at least; always a power of two. */
const LEAST = 16;

/**
 * Finds slots of a table by ids, in numbers alone: an id is kept by what is in its slot, and read there to compare. A slot has to be
 * filled while it is in here.
 */
export class IdIndex {
  readonly #idOf: (slot: number) => string;
  /** Nobody outside can choose ids that all begin in one cell. */
  readonly #seed = Math.trunc(Math.random() * 2 ** 32);
  /** Slots from 1, each in the cell of its id or the next free one behind; 0 where none is. */
  #cells = new Int32Array(LEAST);
  #size = 0;

  constructor(idOf: (slot: number) => string) {
    this.#idOf = idOf;
  }

  get size(): number {
    return this.#size;
  }

  get(id: string): number | undefined {
    const slot = this.#slotIn(this.#cellOf(id));
    return slot < 0 ? undefined : slot;
  }

  /** From now on it is this slot that has the id. */
  set(id: string, slot: number): void {
    const cell = this.#cellOf(id);
    if (this.#cells[cell] === 0) this.#size += 1;
    this.#cells[cell] = slot + 1;
    if (this.#size * 3 > this.#cells.length * 2) this.#resize(this.#cells.length * 2);
  }

  /** Unless another slot has the id by now. */
  delete(id: string, slot: number): void {
    const cell = this.#cellOf(id);
    if (this.#slotIn(cell) !== slot) return;
    this.#size -= 1;
    this.#close(cell);
    if (this.#size * 8 < this.#cells.length && this.#cells.length > LEAST) this.#resize(this.#cells.length / 2);
  }

  #slotIn(cell: number): number {
    return (this.#cells[cell] ?? 0) - 1;
  }

  #after(cell: number): number {
    return (cell + 1) & (this.#cells.length - 1);
  }

  /** Where the slot of an id stands, or would. */
  #cellOf(id: string): number {
    let cell = this.#homeOf(id);
    for (let slot = this.#slotIn(cell); slot >= 0; slot = this.#slotIn(cell)) {
      if (this.#idOf(slot) === id) return cell;
      cell = this.#after(cell);
    }
    return cell;
  }

  /** What stood further behind than it had to moves up, so that it is found over no gap. */
  #close(cell: number): void {
    const mask = this.#cells.length - 1;
    let gap = cell;
    for (let next = this.#after(cell); this.#cells[next] !== 0; next = this.#after(next)) {
      const home = this.#homeOf(this.#idOf(this.#slotIn(next)));
      if (((next - home) & mask) < ((next - gap) & mask)) continue;
      this.#cells[gap] = this.#cells[next] ?? 0;
      gap = next;
    }
    this.#cells[gap] = 0;
  }

  #resize(length: number): void {
    const before = this.#cells;
    this.#cells = new Int32Array(length);
    for (const kept of before) {
      if (kept === 0) continue;
      let cell = this.#homeOf(this.#idOf(kept - 1));
      while (this.#cells[cell] !== 0) cell = this.#after(cell);
      this.#cells[cell] = kept;
    }
  }

  #homeOf(id: string): number {
    let hash = this.#seed;
    for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
    return (hash ^ (hash >>> 16)) & (this.#cells.length - 1);
  }
}
