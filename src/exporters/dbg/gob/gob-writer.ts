import { gobError } from './gob-reader.js';

const SMALL = 0x7f;
const MAX_UINT = (1n << 64n) - 1n;
const MAX_INT = (1n << 63n) - 1n;
const FIRST_SIZE = 1024;
const LONGEST_UINT = 9;
const UTF8_BYTES = 3;
const BYTE = 0x100;
/** Texts whose length fits into a byte, and that are copied sooner than a function is called that copies. */
const SHORT_TEXT = 96;
/** The same, of bytes. */
const FEW = 96;

/** Writes the basic encodings (debugger specification §3.1) one after the other; grows as needed. */
export class GobWriter {
  bytes: Buffer;
  at = 0;
  readonly #float = new DataView(new ArrayBuffer(8));

  constructor(size = FIRST_SIZE) {
    this.bytes = Buffer.allocUnsafeSlow(size);
  }

  /** What was written; a view that the next write may change. */
  get written(): Buffer {
    return this.bytes.subarray(0, this.at);
  }

  /** Makes room for so many bytes more. */
  reserve(size: number): void {
    if (this.at + size <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.at + size));
    this.bytes.copy(larger, 0, 0, this.at);
    this.bytes = larger;
  }

  /** @throws MachineError `GOB` for what is no unsigned integer of 64 bits */
  uint(value: number | bigint): void {
    this.reserve(LONGEST_UINT);
    if (typeof value === 'bigint') this.#bigUint(value);
    else if (value >= 0 && value <= SMALL && Number.isInteger(value)) this.bytes[this.at++] = value;
    else if (Number.isSafeInteger(value) && value > 0) this.#longUint(value);
    else throw gobError(`${String(value)} is no unsigned integer`);
  }

  #longUint(value: number): void {
    if (value < BYTE) {
      this.bytes[this.at++] = BYTE - 1;
      this.bytes[this.at++] = value;
      return;
    }
    if (value < BYTE * BYTE) {
      this.bytes[this.at++] = BYTE - 2;
      this.bytes[this.at++] = value >> 8;
      this.bytes[this.at++] = value;
      return;
    }
    let size = 1;
    for (let limit = BYTE; value >= limit; limit *= BYTE) size++;
    this.bytes[this.at++] = BYTE - size;
    let rest = value;
    for (let i = size - 1; i >= 0; i--) {
      this.bytes[this.at + i] = rest % BYTE;
      rest = Math.floor(rest / BYTE);
    }
    this.at += size;
  }

  #bigUint(value: bigint): void {
    if (value < 0n || value > MAX_UINT) throw gobError(`${String(value)} is no unsigned integer of 64 bits`);
    if (value <= BigInt(Number.MAX_SAFE_INTEGER)) {
      this.uint(Number(value));
      return;
    }
    const size = Math.ceil(value.toString(2).length / 8);
    this.bytes[this.at++] = BYTE - size;
    for (let i = size - 1; i >= 0; i--) this.bytes[this.at++] = Number((value >> BigInt(i * 8)) & 0xffn);
  }

  /** @throws MachineError `GOB` for what is no integer of 64 bits */
  int(value: number | bigint): void {
    if (typeof value === 'number' && !Number.isSafeInteger(value)) throw gobError(`${String(value)} is no integer`);
    const isBig = typeof value === 'bigint' || Math.abs(value) > Number.MAX_SAFE_INTEGER / 2;
    if (!isBig) {
      this.uint(value < 0 ? (-value - 1) * 2 + 1 : value * 2);
      return;
    }
    const big = BigInt(value);
    if (big > MAX_INT || big < -MAX_INT - 1n) throw gobError(`${String(value)} is no integer of 64 bits`);
    this.uint(big < 0n ? ((-big - 1n) << 1n) | 1n : big << 1n);
  }

  bool(value: boolean): void {
    this.uint(value ? 1 : 0);
  }

  float(value: number): void {
    this.#float.setFloat64(0, value, false);
    this.uint(this.#float.getBigUint64(0, true));
  }

  /** What is no valid UTF-16 becomes U+FFFD. */
  string(text: string): void {
    this.reserve(LONGEST_UINT + text.length * UTF8_BYTES);
    if (text.length <= SHORT_TEXT && this.#ascii(text)) return;
    const length = Buffer.byteLength(text);
    this.uint(length);
    this.at += this.bytes.write(text, this.at, 'utf8');
  }

  /** Most texts are short and plain, and done before a function for all others has begun. */
  #ascii(text: string): boolean {
    const { bytes } = this;
    const from = this.at + 1;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > SMALL) return false;
      bytes[from + i] = code;
    }
    bytes[this.at] = text.length;
    this.at = from + text.length;
    return true;
  }

  /** Bytes with their count in front. */
  binary(bytes: Uint8Array): void {
    this.uint(bytes.length);
    this.raw(bytes);
  }

  /** Bytes that another one has written, with their count in front. */
  append({ bytes, at }: GobWriter): void {
    this.uint(at);
    this.part(bytes, 0, at);
  }

  /** Bytes as they are, from some position to another. */
  part(bytes: Buffer, from: number, to: number): void {
    this.reserve(to - from);
    if (to - from > FEW) {
      this.at += bytes.copy(this.bytes, this.at, from, to);
      return;
    }
    const { bytes: own } = this;
    let { at } = this;
    for (let i = from; i < to; i++) own[at++] = bytes[i] as number;
    this.at = at;
  }

  /** Bytes as they are. */
  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.at);
    this.at += bytes.length;
  }
}
