/** Size of the buffers of a {@link BufferPool}. */
export const POOLED_BYTES = 64 * 1024;
const MOST_KEPT = 32;

/** Large buffers that are used again: making one for each batch keeps the garbage collector busy. */
export class BufferPool {
  readonly #free: Buffer[] = [];

  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(POOLED_BYTES);
  }

  /** A buffer that nobody looks at any more; others than those of the pool are left alone. */
  give(buffer: Buffer): void {
    if (buffer.length === POOLED_BYTES && this.#free.length < MOST_KEPT) this.#free.push(buffer);
  }
}
