const MOST = 4096;
const LONGEST = 200;

/**
 * Texts that many machines have in common, each with a number, for as long as the process lives. They come from code, thus are few;
 * the ones that come too late, and long ones, have no number.
 */
export class SharedTexts {
  readonly #texts: string[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #most: number;
  readonly #longest: number;

  constructor(most = MOST, longest = LONGEST) {
    this.#most = most;
    this.#longest = longest;
  }

  /** The number of a text, from 1, which it gets where there is room; 0 for one without. */
  numberOf(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    if (this.#texts.length >= this.#most || text.length > this.#longest) return 0;
    const number = this.#texts.push(text);
    this.#numbers.set(text, number);
    return number;
  }

  /** The text that has a number. */
  textOf(number: number): string {
    return this.#texts[number - 1] ?? '';
  }
}

/** Names of states, of groups of them, and of mutations. */
export const sharedNames = new SharedTexts();
