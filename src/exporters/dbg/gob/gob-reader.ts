import { MachineError } from '../../../errors.js';

const LONGEST_UINT = 8;
/** Bytes of an unsigned integer that a number holds whatever they are. */
const SAFE_BYTES = 6;
const MAX_FIELDS = 0xffff;
const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** What is wrong with bytes, as an error with code `GOB`. */
export function gobError(text: string): MachineError {
  return new MachineError('GOB', `gob: ${text}`);
}

/** Reads the basic encodings (debugger specification §3.1) out of one message, never beyond its end. */
export class GobReader {
  bytes: Buffer = Buffer.alloc(0);
  at = 0;
  end = 0;
  /** Elements that may still be made: a byte can stand for an object, so bytes alone bound no memory. */
  elements = 0;
  /** The message ends before its value does: counts of elements may go beyond it. */
  isCut = false;
  /** How deep the value that is read now lies in others. */
  depth = 0;
  /** Goes on with the next message, for values that are cut by a definition; returns false when it is not there yet. */
  onward: () => boolean = () => false;
  readonly #float = new DataView(new ArrayBuffer(8));

  get left(): number {
    return this.end - this.at;
  }

  byte(): number {
    if (this.at >= this.end) throw gobError('message ends in the middle of a value');
    return this.bytes[this.at++] as number;
  }

  /** A number up to 2^53 - 1, a bigint beyond. */
  uint(): number | bigint {
    const first = this.byte();
    return first < 0x80 ? first : this.#longUint(first);
  }

  #longUint(first: number): number | bigint {
    const length = 0x100 - first;
    if (length > LONGEST_UINT) throw gobError(`an integer of ${String(length)} bytes`);
    if (length > this.left) throw gobError('message ends in the middle of an integer');
    let value = 0;
    if (length <= SAFE_BYTES) {
      for (let i = 0; i < length; i++) value = value * 0x100 + (this.bytes[this.at++] as number);
      return value;
    }
    let big = 0n;
    for (let i = 0; i < length; i++) big = (big << 8n) | BigInt(this.bytes[this.at++] as number);
    return big <= MAX_SAFE ? Number(big) : big;
  }

  int(): number | bigint {
    const value = this.uint();
    if (typeof value === 'bigint') {
      const signed = (value & 1n) === 0n ? value >> 1n : -(value >> 1n) - 1n;
      return signed <= MAX_SAFE && signed >= -MAX_SAFE ? Number(signed) : signed;
    }
    return value % 2 === 0 ? value / 2 : -(value - 1) / 2 - 1;
  }

  /** An int that is a type id, or another small number. */
  smallInt(): number {
    const value = this.int();
    if (typeof value === 'bigint' || Math.abs(value) > 0x7fff_ffff)
      throw gobError(`type id ${String(value)} is too large`);
    return value;
  }

  /** How far the next field of a struct is from the one before; 0 behind the last one. */
  delta(): number {
    const delta = this.uint();
    if (delta > MAX_FIELDS) throw gobError('a field number out of range');
    return delta as number;
  }

  /** A count of bytes that have to follow. */
  length(): number {
    const length = this.uint();
    if (length > this.left) throw gobError(`a length of ${String(length)} where ${String(this.left)} bytes are left`);
    return length as number;
  }

  /** A count of elements, each of which takes a byte at least. */
  count(): number {
    const count = this.uint();
    if (count > this.left && !this.isCut)
      throw gobError(`${String(count)} elements where ${String(this.left)} bytes are left`);
    this.elements -= count as number;
    if (this.elements < 0) throw gobError('a message of too many elements');
    return count as number;
  }

  bool(): boolean {
    return this.uint() !== 0;
  }

  float(): number {
    const reversed = this.uint();
    this.#float.setBigUint64(0, BigInt(reversed), true);
    return this.#float.getFloat64(0, false);
  }

  string(): string {
    const length = this.length();
    const from = this.at;
    this.at += length;
    return length === 0 ? '' : this.bytes.utf8Slice(from, this.at);
  }

  /** A copy. */
  binary(): Uint8Array {
    const length = this.length();
    const from = this.at;
    this.at += length;
    return Uint8Array.prototype.slice.call(this.bytes, from, this.at);
  }
}

declare global {
  interface Buffer {
    /** Not in the types of Node, though `toString` and `write` come down to them. */
    utf8Slice(start: number, end: number): string;
    latin1Write(text: string, at: number, most: number): number;
  }
}
