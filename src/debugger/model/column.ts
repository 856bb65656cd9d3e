type Numbers = Float64Array | Uint32Array | Int32Array | Uint8Array;

const FIRST = 16;
/** Above this many numbers, room for half as many more is enough. */
const LARGE = 65_536;

/** A list of numbers of one width that grows: eight, four or one byte for each, where an array of numbers takes more. */
export class Column<A extends Numbers> {
  #numbers: A;
  #length = 0;

  constructor(readonly kind: new (length: number) => A) {
    this.#numbers = new kind(FIRST);
  }

  get length(): number {
    return this.#length;
  }

  /** Bytes it takes, with the room it has left. */
  get byteLength(): number {
    return this.#numbers.byteLength;
  }

  push(value: number): void {
    if (this.#length === this.#numbers.length) this.#grow();
    this.#numbers[this.#length++] = value;
  }

  /** The number at an index below the length. */
  at(index: number): number {
    return this.#numbers[index] as number;
  }

  /** Replaces the number at an index below the length. */
  set(index: number, value: number): void {
    this.#numbers[index] = value;
  }

  #grow(): void {
    const { length } = this.#numbers;
    const larger = new this.kind(length < LARGE ? length * 2 : Math.ceil(length * 1.5));
    larger.set(this.#numbers);
    this.#numbers = larger;
  }
}

/** The first index below `length` for which `isReached` holds, or `length`; it must hold for all after it. */
export function firstIndex(length: number, isReached: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isReached(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
