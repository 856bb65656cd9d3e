import { digitsOf } from './hex-id.js';
import { MORE, TEXT, TIMES_PER_MS, numberOf } from './packed-form.js';
import { sharedNames } from './shared-texts.js';

const ID_CODES = 8;

/** Reads what {@link CodeWriter} wrote, in the same order. */
export class CodeReader {
  readonly #packed: string;
  #at = 0;

  constructor(packed: string) {
    this.#packed = packed;
  }

  /** Where it reads next. */
  get at(): number {
    return this.#at;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#packed.length;
  }

  byte(): number {
    return this.#packed.charCodeAt(this.#at++);
  }

  count(): number {
    let count = 0;
    for (let unit = 1; ; unit *= MORE) {
      const code = this.byte();
      if (code < MORE) return count + code * unit;
      count += (code - MORE) * unit;
    }
  }

  number(): number {
    return numberOf(() => this.byte());
  }

  time(sinceMs: number): number {
    const count = this.count();
    if (count === 0) return this.number();
    return sinceMs + (count % 2 === 0 ? -count : count - 1) / 2 / TIMES_PER_MS;
  }

  half(): number {
    return ((this.byte() << 24) | (this.byte() << 16) | (this.byte() << 8) | this.byte()) >>> 0;
  }

  text(): string {
    const said = this.count();
    if (said === TEXT.id) return digitsOf(this.half(), this.half());
    const length = Math.floor((said - 1) / 2);
    return said % 2 === TEXT.narrow ? this.raw(length) : this.#wide(length);
  }

  /** Moves behind a text. */
  skipText(): void {
    const said = this.count();
    const length = Math.floor((said - 1) / 2);
    if (said === TEXT.id) this.#at += ID_CODES;
    else this.#at += said % 2 === TEXT.narrow ? length : length * 2;
  }

  name(): string {
    const number = this.count();
    return number === 0 ? this.text() : sharedNames.textOf(number);
  }

  /** What was packed before, of so many characters. */
  raw(length: number): string {
    this.#at += length;
    return this.#packed.slice(this.#at - length, this.#at);
  }

  #wide(length: number): string {
    return Array.from({ length }, () => String.fromCharCode((this.byte() << 8) | this.byte())).join('');
  }
}
