/** Cells at least. */
const LEAST = 16;

/** Shares of the cells in use at which there get to be more, and fewer; so many times what is in use then, and half of them. */
const FULL = 0.8;
const EMPTY = 0.2;
const MORE = 1.25;

const HASHES = 2 ** 32;

/**
 * Finds slots of a table by ids, in numbers alone: an id is kept by what is in its slot, and read there to compare. A slot has to be
 * filled while it is in here.
 */
export class IdIndex {
  readonly #idOf: (slot: number) => string;
  /** Nobody outside can choose ids that all begin in one cell. */
  readonly #seed = Math.trunc(Math.random() * HASHES);
  #cells = LEAST;
  /** Slots from 1, each in the cell of its id or the next free one behind; 0 where none is. With the hash of the id, or it took long to move them all. */
  #numbers = new Int32Array(2 * LEAST);
  #size = 0;

  constructor(idOf: (slot: number) => string) {
    this.#idOf = idOf;
  }

  get size(): number {
    return this.#size;
  }

  get(id: string): number | undefined {
    const slot = this.#slotIn(this.#cellOf(id, this.#hash(id)));
    return slot < 0 ? undefined : slot;
  }

  /** From now on it is this slot that has the id. */
  set(id: string, slot: number): void {
    const hash = this.#hash(id);
    const cell = this.#cellOf(id, hash);
    if (this.#slotIn(cell) < 0) this.#size += 1;
    this.#fill(cell, slot + 1, hash);
    if (this.#size > FULL * this.#cells) this.#resize(Math.ceil(MORE * this.#cells));
  }

  /** Unless another slot has the id by now. */
  delete(id: string, slot: number): void {
    const cell = this.#cellOf(id, this.#hash(id));
    if (this.#slotIn(cell) !== slot) return;
    this.#size -= 1;
    this.#close(cell);
    if (this.#cells > LEAST && this.#size < EMPTY * this.#cells)
      this.#resize(Math.max(Math.ceil(this.#cells / 2), LEAST));
  }

  /** Where the slot of an id stands, or would. */
  #cellOf(id: string, hash: number): number {
    let cell = this.#homeOf(hash);
    for (let slot = this.#slotIn(cell); slot >= 0; slot = this.#slotIn(cell)) {
      if (this.#hashIn(cell) === hash && this.#idOf(slot) === id) return cell;
      cell = this.#after(cell);
    }
    return cell;
  }

  /** What stood further behind than it had to moves up, so that it is found over no gap. */
  #close(cell: number): void {
    let gap = cell;
    for (let next = this.#after(cell); this.#slotIn(next) >= 0; next = this.#after(next)) {
      const home = this.#homeOf(this.#hashIn(next));
      if (this.#way(home, next) < this.#way(gap, next)) continue;
      this.#fill(gap, this.#slotIn(next) + 1, this.#hashIn(next));
      gap = next;
    }
    this.#fill(gap, 0, 0);
  }

  #resize(cells: number): void {
    const before = this.#numbers;
    this.#cells = cells;
    this.#numbers = new Int32Array(2 * cells);
    for (let i = 0; i < before.length; i += 2) {
      const [kept = 0, hash = 0] = [before[i], before[i + 1]];
      if (kept === 0) continue;
      let cell = this.#homeOf(hash);
      while (this.#slotIn(cell) >= 0) cell = this.#after(cell);
      this.#fill(cell, kept, hash);
    }
  }

  #fill(cell: number, kept: number, hash: number): void {
    this.#numbers[2 * cell] = kept;
    this.#numbers[2 * cell + 1] = hash;
  }

  #slotIn(cell: number): number {
    return (this.#numbers[2 * cell] ?? 0) - 1;
  }

  #hashIn(cell: number): number {
    return this.#numbers[2 * cell + 1] ?? 0;
  }

  #after(cell: number): number {
    return cell + 1 === this.#cells ? 0 : cell + 1;
  }

  /** How many cells it is from one to another. */
  #way(from: number, to: number): number {
    return to < from ? to - from + this.#cells : to - from;
  }

  #homeOf(hash: number): number {
    return Math.trunc(((hash >>> 0) / HASHES) * this.#cells);
  }

  #hash(id: string): number {
    let hash = this.#seed;
    for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
    return hash ^ (hash >>> 16);
  }
}
