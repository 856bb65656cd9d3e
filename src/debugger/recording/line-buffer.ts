const NEWLINE = 0x0a;
const SIZE = 512 * 1024;
const UTF8_BYTES = 3;
const MOST_SPARE = 2;
const NOTHING = Buffer.alloc(0);

/** Puts lines together as bytes, in memory that is used again and again. */
export class LineBuffer {
  readonly #spare: Buffer[] = [];
  #bytes: Buffer = Buffer.allocUnsafeSlow(SIZE);
  #length = 0;

  /** Bytes so far. */
  get length(): number {
    return this.#length;
  }

  /** Adds a line; its newline comes by itself. */
  add(line: string): void {
    const most = this.#length + line.length * UTF8_BYTES + 1;
    if (most > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(most * 2);
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    this.#length += this.#bytes.write(line, this.#length);
    this.#bytes[this.#length++] = NEWLINE;
  }

  /** The lines so far, which are the caller's until they are given back; goes on without any. */
  take(): Buffer {
    if (this.#length === 0) return NOTHING;
    const taken = this.#bytes.subarray(0, this.#length);
    this.#bytes = this.#spare.pop() ?? Buffer.allocUnsafeSlow(SIZE);
    this.#length = 0;
    return taken;
  }

  /** Nobody needs the bytes any more that were taken. */
  giveBack({ buffer }: Buffer): void {
    if (buffer.byteLength === SIZE && this.#spare.length < MOST_SPARE) this.#spare.push(Buffer.from(buffer));
  }
}
