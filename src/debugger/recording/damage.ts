/** A part of a file that could not be read; everything else was. */
export interface Damage {
  readonly file: string;
  /** Of its first byte. */
  readonly offset: number;
  readonly reason: string;
}

/** What one says about it. */
export const damageText = ({ file, offset, reason }: Damage): string => `${file}, byte ${String(offset)}: ${reason}`;

/** How many are kept; a file can be damaged from end to end. */
const MOST_KEPT = 1000;

/** What could not be read of a file: the first thousand places, and how many there were. */
export class DamageList {
  readonly #kept: Damage[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  get kept(): readonly Damage[] {
    return this.#kept;
  }

  add(damage: Damage): void {
    this.#count += 1;
    if (this.#kept.length < MOST_KEPT) this.#kept.push(damage);
  }
}
