import { readSync } from 'node:fs';

const NEWLINE = 0x0a;
const WINDOW_BYTES = 64 * 1024;
const MOST_WINDOWS = 64;
const LONGEST = 256 * 1024 * 1024;

/** A part of a file in memory. */
interface Window {
  readonly from: number;
  readonly bytes: Buffer;
}

/**
 * Reads single lines of an open file by their offsets. It keeps four megabytes of what it read last, so that neighbours in both
 * directions, and the histories of several machines side by side, cost one read for many lines.
 */
export class LineReader {
  readonly #descriptor: number;
  /** By their number, the one that was used last at the end. */
  readonly #windows = new Map<number, Window>();

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** The line that begins at an offset, to its newline or the end of the file. */
  read(offset: number): string {
    const number = Math.floor(offset / WINDOW_BYTES);
    const { bytes, from } = this.#window(number);
    const end = bytes.indexOf(NEWLINE, offset - from);
    return end < 0 ? this.#long(offset) : bytes.toString('utf8', offset - from, end);
  }

  #window(number: number): Window {
    const known = this.#windows.get(number);
    if (known !== undefined) {
      this.#windows.delete(number);
      this.#windows.set(number, known);
      return known;
    }
    // Twice as much as the offsets it stands for, so that few lines go beyond.
    const window = this.#load(number * WINDOW_BYTES, WINDOW_BYTES * 2);
    if (window.bytes.length === WINDOW_BYTES * 2) this.#windows.set(number, window);
    const [oldest] = this.#windows.keys();
    if (this.#windows.size > MOST_WINDOWS && oldest !== undefined) this.#windows.delete(oldest);
    return window;
  }

  #load(from: number, size: number): Window {
    const bytes = Buffer.allocUnsafe(size);
    const length = readSync(this.#descriptor, bytes, 0, size, from);
    return { from, bytes: bytes.subarray(0, length) };
  }

  #long(offset: number): string {
    for (let size = WINDOW_BYTES * 4; ; size *= 2) {
      const { bytes } = this.#load(offset, size);
      const end = bytes.indexOf(NEWLINE);
      if (end >= 0 || bytes.length < size || size > LONGEST)
        return bytes.toString('utf8', 0, end < 0 ? undefined : end);
    }
  }
}
