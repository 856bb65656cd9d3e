import type { FileHandle } from 'node:fs/promises';

const NEWLINE = 0x0a;
const WINDOW_BYTES = 64 * 1024;

/** Reads single lines of an open file by their offsets; neighbours, in both directions, mostly without reading the file again. */
export class LineReader {
  readonly #handle: FileHandle;
  #window = Buffer.alloc(0);
  #from = 0;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** The line that begins at an offset, to its newline or the end of the file. */
  async read(offset: number): Promise<string> {
    return this.#inWindow(offset) ?? this.#load(offset);
  }

  #inWindow(offset: number): string | undefined {
    const at = offset - this.#from;
    if (at < 0 || at >= this.#window.length) return undefined;
    const end = this.#window.indexOf(NEWLINE, at);
    return end < 0 ? undefined : this.#window.toString('utf8', at, end);
  }

  async #load(offset: number): Promise<string> {
    const from = Math.max(0, offset - WINDOW_BYTES / 2);
    for (let size = WINDOW_BYTES; ; size *= 2) {
      const window = Buffer.allocUnsafe(size);
      const { bytesRead } = await this.#handle.read(window, 0, size, from);
      this.#window = window.subarray(0, bytesRead);
      this.#from = from;
      const line = this.#inWindow(offset);
      if (line !== undefined) return line;
      if (bytesRead < size) return this.#window.toString('utf8', Math.min(bytesRead, offset - from));
    }
  }
}
