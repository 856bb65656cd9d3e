import { POOLED_BYTES, type BufferPool } from './buffer-pool.js';

/** Bounds of an {@link Outbox}. */
export interface OutboxLimits {
  /** Records that wait at most. */
  readonly maxRecords: number;
  /** Takes bytes of what all outboxes share; false when nothing is left. */
  readonly take: (bytes: number) => boolean;
  readonly giveBack: (bytes: number) => void;
  /** Where large pieces come from, and go to. */
  readonly pool: BufferPool;
}

interface Chunk {
  readonly bytes: Buffer;
  /** Where what was written ends. */
  end: number;
}

const FIRST_CHUNK = 1024;

/**
 * A queue of records, encoded one after the other into bytes that were allocated before. What does not fit is refused, never
 * waited for; who writes counts it.
 */
export class Outbox {
  /** Where the next record goes, after {@link reserve}. */
  bytes: Buffer;
  at = 0;
  /** Records that wait. */
  records = 0;
  readonly #limits: OutboxLimits;
  readonly #chunks: Chunk[];
  /** Where reading goes on in the first chunk. */
  #readAt = 0;

  constructor(limits: OutboxLimits) {
    this.#limits = limits;
    this.bytes = Buffer.alloc(0);
    this.#chunks = [{ bytes: this.bytes, end: 0 }];
  }

  /** Makes room for one record; false when it has to be dropped. */
  reserve(size: number): boolean {
    if (this.records >= this.#limits.maxRecords) return false;
    return this.at + size <= this.bytes.length || this.#grow(size);
  }

  /** What was written up to here is so many records. */
  commit(at: number, records: number): void {
    this.at = at;
    this.records += records;
  }

  /** The bytes that are read next, and where they end; a record never lies across two pieces. */
  get front(): { readonly bytes: Buffer; readonly at: number; readonly end: number } | undefined {
    for (;;) {
      const chunk = this.#chunks[0] as Chunk;
      const end = this.#chunks.length === 1 ? this.at : chunk.end;
      if (this.#readAt < end) return { bytes: chunk.bytes, at: this.#readAt, end };
      if (this.#chunks.length === 1) {
        this.at = 0;
        this.#readAt = 0;
        return undefined;
      }
      this.#chunks.shift();
      this.#limits.giveBack(chunk.bytes.length);
      this.#limits.pool.give(chunk.bytes);
      this.#readAt = 0;
    }
  }

  /** So many records were read, up to here. */
  release(at: number, records: number): void {
    this.#readAt = at;
    this.records -= records;
  }

  /** Forgets everything, and gives back all memory. */
  clear(): void {
    for (const { bytes } of this.#chunks) this.#limits.giveBack(bytes.length);
    this.bytes = Buffer.alloc(0);
    this.#chunks.splice(0, this.#chunks.length, { bytes: this.bytes, end: 0 });
    this.at = 0;
    this.#readAt = 0;
    this.records = 0;
  }

  #grow(size: number): boolean {
    const length = Math.max(size, Math.min(Math.max(FIRST_CHUNK, this.bytes.length * 2), POOLED_BYTES));
    if (!this.#limits.take(length)) return false;
    const last = this.#chunks.at(-1) as Chunk;
    last.end = this.at;
    this.bytes = length === POOLED_BYTES ? this.#limits.pool.take() : Buffer.allocUnsafeSlow(length);
    this.#chunks.push({ bytes: this.bytes, end: 0 });
    this.at = 0;
    return true;
  }
}
