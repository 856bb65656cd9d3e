/** Numbers, from 1, for things that are named often. One that nobody names any more is let go, and its number is given again. */
export class Numbered<T extends object> {
  readonly #things: (T | undefined)[] = [];
  readonly #uses: number[] = [];
  readonly #numbers = new Map<T, number>();
  readonly #free: number[] = [];

  /** The number of a thing, which is named once more. */
  take(thing: T): number {
    let number = this.#numbers.get(thing);
    if (number === undefined) {
      number = this.#free.pop() ?? this.#things.length + 1;
      this.#numbers.set(thing, number);
      this.#things[number - 1] = thing;
    }
    this.#uses[number - 1] = (this.#uses[number - 1] ?? 0) + 1;
    return number;
  }

  get(number: number): T | undefined {
    return this.#things[number - 1];
  }

  /** It is named once less. */
  release(number: number): void {
    const thing = this.get(number);
    if (thing === undefined) return;
    const left = (this.#uses[number - 1] ?? 0) - 1;
    this.#uses[number - 1] = left;
    if (left > 0) return;
    this.#numbers.delete(thing);
    this.#things[number - 1] = undefined;
    this.#free.push(number);
  }
}
