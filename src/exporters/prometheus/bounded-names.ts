/** Label value of everything beyond the limit of a set, and of values that are not fit to be a label. */
export const OTHER = 'other';

/**
 * Numbers for the values of one label, so that series are found by small integers instead of text.
 * Number 0 stands for "no value", 1 for {@link OTHER}; once `limit` values are known, every new one is {@link OTHER}.
 * The set never grows beyond that, whatever a program puts into its errors or handler names.
 */
export class BoundedNames {
  readonly #numbers = new Map<string, number>();
  readonly #names: (string | undefined)[] = [undefined, OTHER];
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The number of a value: 0 for `undefined`, 1 when the set is full. */
  number(name: string | undefined): number {
    if (name === undefined) return 0;
    return this.#numbers.get(name) ?? this.#add(name);
  }

  /** The value of a number; `undefined` for 0. */
  name(number: number): string | undefined {
    return this.#names[number];
  }

  #add(name: string): number {
    if (name === OTHER || this.#numbers.size >= this.#limit) return 1;
    const number = this.#names.length;
    this.#names.push(name);
    this.#numbers.set(name, number);
    return number;
  }
}
