const FIRST_BYTES = 64 * 1024;
/** More is not kept for the next body. */
const MOST_KEPT_BYTES = 4 * 1024 * 1024;

/**
 * Texts as UTF-8, one after the other in the same memory: fresh memory takes longer than everything else of a body. What is returned
 * holds until the next call.
 */
export class BodyBytes {
  readonly #encoder = new TextEncoder();
  #memory = new Uint8Array(0);

  /** @param texts one behind the other */
  of(texts: readonly string[]): Uint8Array {
    let length = 0;
    for (const text of texts) {
      const { read, written } = this.#encoder.encodeInto(text, this.#memory.subarray(length));
      if (read < text.length) return this.#inMoreMemory(texts);
      length += written;
    }
    return this.#memory.subarray(0, length);
  }

  #inMoreMemory(texts: readonly string[]): Uint8Array {
    const length = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    if (length > MOST_KEPT_BYTES) return this.#encoder.encode(texts.join(''));
    this.#memory = new Uint8Array(Math.min(Math.max(FIRST_BYTES, 2 * length), MOST_KEPT_BYTES));
    return this.of(texts);
  }
}
