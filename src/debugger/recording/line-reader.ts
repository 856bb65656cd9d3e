import { readSync } from 'node:fs';

const NEWLINE = 0x0a;
const WINDOW_BYTES = 64 * 1024;
const MOST_WINDOWS = 64;

/** A part of a file in memory. */
interface Window {
  /** All of it but at the end of the file. */
  readonly bytes: Buffer;
  readonly buffer: Buffer;
}

/**
 * Reads single lines of an open file by their offsets. It keeps four megabytes of what it read last, so that neighbours in both
 * directions, and the histories of several machines side by side, cost one read for many lines.
 */
export class LineReader {
  readonly #descriptor: number;
  /** By their number, the one that was used last at the end. */
  readonly #windows = new Map<number, Window>();
  #bytesRead = 0;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** Bytes that were read from the file. */
  get bytesRead(): number {
    return this.#bytesRead;
  }

  /** The line that begins at an offset, to its newline or the end of the file. */
  read(offset: number): string {
    let number = Math.floor(offset / WINDOW_BYTES);
    let from = offset - number * WINDOW_BYTES;
    const begun: Buffer[] = [];
    for (; ; number++, from = 0) {
      const { bytes } = this.#window(number);
      const end = bytes.indexOf(NEWLINE, from);
      if (end >= 0 && begun.length === 0) return bytes.toString('utf8', from, end);
      // Another window may come to lie where this one is.
      begun.push(Buffer.from(bytes.subarray(from, end < 0 ? undefined : end)));
      if (end >= 0 || bytes.length < WINDOW_BYTES) return Buffer.concat(begun).toString();
    }
  }

  #window(number: number): Window {
    const known = this.#windows.get(number);
    this.#windows.delete(number);
    const window = known ?? this.#load(number);
    // The end of a file that grows is another one the next time.
    if (window.bytes.length === WINDOW_BYTES) this.#windows.set(number, window);
    return window;
  }

  #load(number: number): Window {
    const buffer = this.#oldest() ?? Buffer.allocUnsafeSlow(WINDOW_BYTES);
    const length = readSync(this.#descriptor, buffer, 0, WINDOW_BYTES, number * WINDOW_BYTES);
    this.#bytesRead += length;
    return { bytes: buffer.subarray(0, length), buffer };
  }

  /** The memory of the window that was not used for longest, once there are enough. */
  #oldest(): Buffer | undefined {
    if (this.#windows.size < MOST_WINDOWS) return undefined;
    const [entry] = this.#windows;
    if (entry === undefined) return undefined;
    this.#windows.delete(entry[0]);
    return entry[1].buffer;
  }
}
