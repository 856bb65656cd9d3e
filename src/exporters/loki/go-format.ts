const FLAGS = '#0+- ';
const DIGITS = '0123456789';
/** Of a width or precision before its last digit; larger ones end the format. */
const LARGEST = 1_000_000;

/**
 * What Go's formatting makes of a text that is taken for a format without arguments (telemetry specification §2.6, L-4), as the
 * reference does with some of its lines.
 */
export function goFormatted(text: string): string {
  if (!text.includes('%')) return text;
  const format = new Format(text);
  let out = '';
  while (!format.isAtEnd) out += format.next() === '%' ? format.verb() : format.take();
  return out;
}

/** A format of Go's `fmt` that is read from left to right, for no arguments. */
class Format {
  readonly #characters: readonly string[];
  #at = 0;
  #isGoodIndex = true;

  constructor(text: string) {
    this.#characters = Array.from(text);
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#characters.length;
  }

  next(): string | undefined {
    return this.#characters[this.#at];
  }

  take(): string {
    return this.#characters[this.#at++] ?? '';
  }

  /** What stands for a verb and all that belongs to it. */
  verb(): string {
    this.#at += 1;
    this.#isGoodIndex = true;
    let out = '';
    while (this.#isOneOf(FLAGS)) this.#at += 1;
    let hasIndex = this.#index();
    if (this.next() === '*') {
      out += this.#star('%!(BADWIDTH)');
      hasIndex = false;
    } else if (this.#number() && hasIndex) {
      this.#isGoodIndex = false;
    }
    if (this.next() === '.' && this.#at + 1 < this.#characters.length) {
      this.#at += 1;
      if (hasIndex) this.#isGoodIndex = false;
      hasIndex = this.#index();
      if (this.next() === '*') {
        out += this.#star('%!(BADPREC)');
        hasIndex = false;
      } else {
        this.#number();
      }
    }
    if (!hasIndex) this.#index();
    if (this.isAtEnd) return `${out}%!(NOVERB)`;
    const verb = this.take();
    return `${out}${verb === '%' ? '%' : `%!${verb}(${this.#isGoodIndex ? 'MISSING' : 'BADINDEX'})`}`;
  }

  #star(missing: string): string {
    this.#at += 1;
    return missing;
  }

  /** @returns whether there was one, well-formed or not a number of any argument */
  #index(): boolean {
    if (this.next() !== '[') return false;
    this.#isGoodIndex = false;
    const start = this.#at;
    const end = this.#characters.indexOf(']', start);
    const isLong = this.#characters.length - start >= 3;
    this.#at = isLong && end !== -1 ? end + 1 : start + 1;
    return isLong && end !== -1 && /^\d{1,7}$/.test(this.#characters.slice(start + 1, end).join(''));
  }

  /** @returns whether there was one */
  #number(): boolean {
    const start = this.#at;
    let value = 0;
    while (this.#isOneOf(DIGITS)) {
      if (value > LARGEST) {
        this.#at = this.#characters.length;
        return false;
      }
      value = value * 10 + Number(this.take());
    }
    return this.#at > start;
  }

  #isOneOf(characters: string): boolean {
    const next = this.next();
    return next !== undefined && characters.includes(next);
  }
}
