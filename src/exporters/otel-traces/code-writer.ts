import { hexIdOf } from './hex-id.js';
import { MORE, SEVEN_BITS, TEXT, TIMES_PER_MS, bytesOf } from './packed-form.js';
import { sharedNames } from './shared-texts.js';

/** Arguments of one call. */
const CHUNK = 4096;
const WIDE = /[^\0-\xff]/;

/**
 * Writes numbers and texts behind each other into one text. No character of it is above U+00FF, else each would take two bytes.
 * {@link CodeReader} reads them.
 */
export class CodeWriter {
  readonly #parts: string[] = [];
  #codes: number[] = [];
  #isWhole = true;

  /** From 0 to 255. */
  byte(byte: number): void {
    this.#codes.push(byte);
  }

  /** A whole number from 0. */
  count(count: number): void {
    if (!Number.isSafeInteger(count) || count < 0) {
      this.giveUp();
      return;
    }
    let rest = count;
    while (rest > SEVEN_BITS) {
      this.#codes.push((rest % MORE) + MORE);
      rest = Math.floor(rest / MORE);
    }
    this.#codes.push(rest);
  }

  number(value: number): void {
    this.#codes.push(...bytesOf(value));
  }

  /** A time in milliseconds. @param sinceMs another one, which the reader is told as well */
  time(timeMs: number, sinceMs: number): void {
    const times = (timeMs - sinceMs) * TIMES_PER_MS;
    // Those after and before take turns, from 1.
    const count = times < 0 ? -2 * times : 2 * times + 1;
    const isExact = Number.isSafeInteger(times) && Object.is(sinceMs + times / TIMES_PER_MS, timeMs);
    if (isExact && Number.isSafeInteger(count)) this.count(count);
    else {
      this.count(0);
      this.number(timeMs);
    }
  }

  /** So many digits of a hexadecimal number of 32 bits: eight. */
  half(half: number): void {
    this.#codes.push(half >>> 24, (half >>> 16) & 0xff, (half >>> 8) & 0xff, half & 0xff);
  }

  text(text: string): void {
    const id = hexIdOf(text);
    if (id !== undefined) {
      this.byte(TEXT.id);
      this.half(id.high);
      this.half(id.low);
      return;
    }
    const isWide = WIDE.test(text);
    this.count(text.length * 2 + (isWide ? TEXT.wide : TEXT.narrow));
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (isWide) this.#codes.push(code >> 8);
      this.#codes.push(code & 0xff);
    }
  }

  /** A text that comes from code, and many machines have in common. */
  name(name: string): void {
    const number = sharedNames.numberOf(name);
    this.count(number);
    if (number === 0) this.text(name);
  }

  /** What was packed before. */
  raw(packed: string): void {
    this.#flush();
    this.#parts.push(packed);
  }

  /** Something can't be written. */
  giveUp(): void {
    this.#isWhole = false;
  }

  /** All of it; undefined where something could not be packed. */
  packed(): string | undefined {
    this.#flush();
    return this.#isWhole ? this.#parts.join('') : undefined;
  }

  #flush(): void {
    const codes = this.#codes;
    for (let i = 0; i < codes.length; i += CHUNK) {
      this.#parts.push(String.fromCharCode(...(codes.length <= CHUNK ? codes : codes.slice(i, i + CHUNK))));
    }
    this.#codes = [];
  }
}
