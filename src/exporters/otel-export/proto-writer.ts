import type { HrTime } from '@opentelemetry/api';

const FIRST_BYTES = 64 * 1024;
/** Of a buffer, over what the last message took. */
const ROOM = 1.1;
/** Shorter texts are written by hand; for longer ones a call out of JavaScript is worth it. */
const SHORT_TEXT = 48;
/** A varint of 64 bits. */
const MOST_VARINT = 10;
const WORD = 4;
const INT32_LIMIT = 2 ** 31;
/** Bytes of a UTF-16 unit in UTF-8 at most. */
const UTF8_FACTOR = 3;

/** In the year 2112; later ones take their time. */
const MOST_SECONDS = 4_500_000_000;

/** Numbers of hexadecimal digits, by character code. */
const DIGITS = new Uint8Array(128);
for (let digit = 0; digit < 16; digit++) {
  DIGITS[digit.toString(16).charCodeAt(0)] = digit;
  DIGITS[digit.toString(16).toUpperCase().charCodeAt(0)] = digit;
}

/** What was written once, to be written again: four bytes at a time take a third of the time that single ones take. */
export interface WrittenBytes {
  readonly words: Int32Array;
  readonly length: number;
}

interface Identity {
  digits: string;
  /** Undefined until it was the same twice: to keep those that are not takes longer than to write them. */
  bytes: WrittenBytes | undefined;
}

/**
 * Writes messages of Protocol Buffers, as short as they can be, into one buffer. Field numbers come as keys: number
 * times eight, and the wire type.
 */
export class ProtoWriter {
  #bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #view = viewOf(this.#bytes);
  #at = 0;
  /** By key, what {@link hexAgain} wrote last. */
  readonly #identities: Identity[] = [];

  /** Forgets what was written. */
  clear(): void {
    this.#at = 0;
  }

  /** What was written; the next message begins, in a buffer of about the same size. */
  finish(): Uint8Array {
    const written = this.#bytes.subarray(0, this.#at);
    this.#use(Buffer.allocUnsafeSlow(Math.max(FIRST_BYTES, Math.ceil(this.#at * ROOM))));
    this.#at = 0;
    return written;
  }

  /** A copy of what was written since {@link open} returned this. */
  since(start: number): WrittenBytes {
    this.#reserve(WORD);
    const length = this.#at - start;
    const words = new Int32Array(Math.ceil(length / WORD));
    for (let i = 0; i < words.length; i++) words[i] = this.#view.getInt32(start + i * WORD, true);
    return { words, length };
  }

  /** A field that was written before, its length included. */
  field(key: number, bytes: WrittenBytes): void {
    this.#reserve(MOST_VARINT);
    this.#small(key);
    this.raw(bytes);
  }

  /** What was written before, as it is. */
  raw({ words, length }: WrittenBytes): void {
    this.#reserve(length + WORD);
    const view = this.#view;
    const at = this.#at;
    // Bytes over the length are written over by what comes next.
    for (let i = 0; i < words.length; i++) view.setInt32(at + i * WORD, words[i] as number, true);
    this.#at = at + length;
  }

  /**
   * Begins a message within; {@link close} gets what this returns.
   * @param size bytes that its length will probably take
   */
  open(key: number, size = 1): number {
    this.#reserve(2 * MOST_VARINT);
    this.#small(key);
    const start = this.#at;
    this.#at = start + size;
    return start;
  }

  /**
   * Ends a message: its length stands before it.
   * @param guess as {@link open} got it; where it was wrong, the message has to move
   * @returns bytes that its length takes
   */
  close(start: number, guess = 1): number {
    const length = this.#at - start - guess;
    const size = length < 128 ? 1 : length < 0x4000 ? 2 : length < 0x20_0000 ? 3 : length < 0x1000_0000 ? 4 : 5;
    if (size !== guess) {
      this.#reserve(size);
      this.#bytes.copyWithin(start + size, start + guess, this.#at);
    }
    this.#at = start;
    this.#small(length);
    this.#at += length;
    return size;
  }

  /** A number of 64 bits; negative ones take ten bytes. */
  varint(key: number, value: number): void {
    this.#reserve(2 * MOST_VARINT);
    // Nearly all of them.
    if (key < 128 && value >= 0 && value < 128) {
      const at = this.#at;
      this.#at = at + 2;
      this.#bytes[at] = key;
      this.#bytes[at + 1] = value;
      return;
    }
    this.#small(key);
    if (value < 0) {
      this.#negative(value);
      return;
    }
    let rest = value;
    for (; rest >= INT32_LIMIT; rest = Math.floor(rest / 128)) this.#bytes[this.#at++] = (rest % 128) | 128;
    this.#small(rest);
  }

  text(key: number, text: string): void {
    const { length } = text;
    this.#reserve(2 * MOST_VARINT + length * UTF8_FACTOR);
    this.#small(key);
    if (length < SHORT_TEXT && this.#ascii(text, length)) return;
    this.#small(Buffer.byteLength(text));
    this.#at += this.#bytes.write(text, this.#at);
  }

  bytes(key: number, bytes: Uint8Array): void {
    this.#reserve(2 * MOST_VARINT + bytes.length);
    this.#small(key);
    this.#small(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** Bytes as hexadecimal digits tell them. */
  hex(key: number, digits: string): void {
    const size = digits.length >> 1;
    this.#reserve(2 * MOST_VARINT + size);
    this.#small(key);
    this.#small(size);
    const bytes = this.#bytes;
    let at = this.#at;
    this.#at += size;
    for (let i = 0; i < size * 2; i += 2) {
      bytes[at++] = ((DIGITS[digits.charCodeAt(i)] as number) << 4) | (DIGITS[digits.charCodeAt(i + 1)] as number);
    }
  }

  /** As {@link hex}, for what is mostly the same as the last time with this key. */
  hexAgain(key: number, digits: string): void {
    const last = (this.#identities[key] ??= { digits: '', bytes: undefined });
    const isSame = last.digits === digits;
    if (isSame && last.bytes !== undefined) {
      this.field(key, last.bytes);
      return;
    }
    const start = this.#at;
    this.hex(key, digits);
    last.digits = digits;
    // The key takes one byte.
    last.bytes = isSame && key < 128 ? this.since(start + 1) : undefined;
  }

  /** Nanoseconds since the epoch, of 64 bits, which no number of JavaScript holds. */
  time(key: number, time: HrTime): void {
    // To take it apart as a list is slower.
    const seconds = time[0];
    const nanos = time[1];
    this.#reserve(MOST_VARINT + 8);
    this.#small(key);
    if (seconds > MOST_SECONDS) {
      this.#at = this.#bytes.writeBigUInt64LE(
        BigInt.asUintN(64, BigInt(seconds) * 1_000_000_000n + BigInt(nanos)),
        this.#at,
      );
      return;
    }
    // A billion is 5^9 times 2^9. Divided, as remainders of large numbers are slow.
    const units = seconds * 1_953_125;
    const high = Math.floor(units / 0x80_0000);
    const low = (units - high * 0x80_0000) * 512 + nanos;
    this.#int32(low);
    this.#int32(low < 0x1_0000_0000 ? high : high + 1);
  }

  fixed32(key: number, value: number): void {
    this.#reserve(MOST_VARINT + 4);
    this.#small(key);
    this.#int32(value);
  }

  double(key: number, value: number): void {
    this.#reserve(MOST_VARINT + 8);
    this.#small(key);
    this.#view.setFloat64(this.#at, value, true);
    this.#at += 2 * WORD;
  }

  /** @returns false, and nothing is written, when there is more than ASCII in it */
  #ascii(text: string, length: number): boolean {
    const bytes = this.#bytes;
    const start = this.#at + 1;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code > 127) return false;
      bytes[start + i] = code;
    }
    bytes[this.#at] = length;
    this.#at = start + length;
    return true;
  }

  /** A varint below 2^31, for which there is room. */
  #small(value: number): void {
    const bytes = this.#bytes;
    let at = this.#at;
    let rest = value;
    for (; rest > 127; rest >>>= 7) bytes[at++] = (rest & 127) | 128;
    bytes[at++] = rest;
    this.#at = at;
  }

  #negative(value: number): void {
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 127n; rest >>= 7n) this.#bytes[this.#at++] = Number(rest & 127n) | 128;
    this.#bytes[this.#at++] = Number(rest);
  }

  #int32(value: number): void {
    this.#view.setInt32(this.#at, value, true);
    this.#at += WORD;
  }

  #reserve(size: number): void {
    if (this.#at + size <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#at + size));
    larger.set(this.#bytes.subarray(0, this.#at));
    this.#use(larger);
  }

  #use(bytes: Buffer<ArrayBuffer>): void {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
  }
}

function viewOf({ buffer, byteOffset, length }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, length);
}
