import { POOLED_BYTES, type BufferPool } from './buffer-pool.js';
import type { PlanRecord } from './plan-record.js';
import { PAIR_BYTES } from './record.js';

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

/** A piece of what waits, as it is read. */
export interface OutboxFront {
  readonly bytes: Buffer;
  /** Where the next record begins, and where the last one ends. */
  readonly at: number;
  readonly end: number;
  /** What those records are about that are told by their plans, and where the next one is; who reads it takes it out. */
  readonly plans: (PlanRecord | undefined)[];
  readonly planAt: number;
}

interface Chunk {
  readonly bytes: Buffer;
  plans: (PlanRecord | undefined)[];
  /** Where what was written ends. */
  end: number;
}

const FIRST_CHUNK = 1024;
/** Bytes of a reference to a plan: a piece has room for as many of them as fit into its length. */
const REFERENCE = 8;

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
  readonly #chunks: Chunk[] = [];
  /** Of the records that are told by their plans, beside the bytes. */
  #plans: (PlanRecord | undefined)[] = [];
  #planEnd = 0;
  /** Where reading goes on in the first chunk. */
  #readAt = 0;
  #planAt = 0;

  constructor(limits: OutboxLimits) {
    this.#limits = limits;
    this.bytes = Buffer.alloc(0);
    this.#begin(this.bytes);
  }

  /** Makes room for one record; false when it has to be dropped. */
  reserve(size: number): boolean {
    if (this.records >= this.#limits.maxRecords) return false;
    return this.at + size <= this.bytes.length || this.#grow(size);
  }

  /** The same for one that is told by its plan. */
  reservePair(): boolean {
    if (this.records >= this.#limits.maxRecords) return false;
    const fits = this.at + PAIR_BYTES <= this.bytes.length;
    if ((!fits || this.#planEnd === this.bytes.length / REFERENCE) && !this.#grow(PAIR_BYTES)) return false;
    return this.#planEnd < this.#plans.length || this.#makePlans();
  }

  /** What was written up to here is so many records. */
  commit(at: number, records: number): void {
    this.at = at;
    this.records += records;
  }

  /** The same of one that is told by its plan, which is two. */
  commitPair(at: number, plan: PlanRecord): void {
    this.at = at;
    this.#plans[this.#planEnd++] = plan;
    this.records += 2;
  }

  /** What is read next; a record never lies across two pieces. */
  get front(): OutboxFront | undefined {
    for (;;) {
      const chunk = this.#chunks[0] as Chunk;
      const { bytes, plans } = chunk;
      const isLast = this.#chunks.length === 1;
      const end = isLast ? this.at : chunk.end;
      if (this.#readAt < end) return { bytes, at: this.#readAt, end, plans, planAt: this.#planAt };
      this.#readAt = 0;
      this.#planAt = 0;
      if (isLast) {
        this.at = 0;
        this.#planEnd = 0;
        return undefined;
      }
      this.#chunks.shift();
      this.#limits.giveBack(costOf(chunk));
      this.#limits.pool.give(bytes);
    }
  }

  /** So many records were read, up to here. */
  release(at: number, planAt: number, records: number): void {
    this.#readAt = at;
    this.#planAt = planAt;
    this.records -= records;
  }

  /** Forgets everything, and gives back all memory. */
  clear(): void {
    for (const chunk of this.#chunks) this.#limits.giveBack(costOf(chunk));
    this.#begin(Buffer.alloc(0));
    this.#chunks.splice(0, this.#chunks.length - 1);
    this.#readAt = 0;
    this.#planAt = 0;
    this.records = 0;
  }

  #grow(size: number): boolean {
    const least = Math.ceil(size / REFERENCE) * REFERENCE;
    const length = Math.max(least, Math.min(Math.max(FIRST_CHUNK, this.bytes.length * 2), POOLED_BYTES));
    if (!this.#limits.take(length)) return false;
    (this.#chunks.at(-1) as Chunk).end = this.at;
    this.#begin(length === POOLED_BYTES ? this.#limits.pool.take() : Buffer.allocUnsafeSlow(length));
    return true;
  }

  /** Room for all that the piece may get: most pieces get none, or are full of them. */
  #makePlans(): boolean {
    const { length } = this.bytes;
    if (!this.#limits.take(length)) return false;
    this.#plans = new Array<PlanRecord | undefined>(length / REFERENCE);
    (this.#chunks.at(-1) as Chunk).plans = this.#plans;
    return true;
  }

  #begin(bytes: Buffer): void {
    this.bytes = bytes;
    this.at = 0;
    this.#plans = [];
    this.#planEnd = 0;
    this.#chunks.push({ bytes, plans: this.#plans, end: 0 });
  }
}

function costOf({ bytes, plans }: Chunk): number {
  return bytes.length + plans.length * REFERENCE;
}
