import type { TraceContext } from '../../tracer/index.js';
import type { Packer } from './packer.js';
import { NO_CONTEXT } from './span-sink.js';
import type { Unpacker } from './unpacker.js';

interface Entry {
  readonly txId: string;
  readonly context: TraceContext;
  older: Entry | undefined;
}

/** What may be too many before the oldest are let go, as a share of the limit: walking to them takes time. */
const SLACK = 2;

/** The contexts of a machine's last transitions, bare and thus small; the oldest is forgotten first. */
export class TxHistory {
  #newest: Entry | undefined;
  #size = 0;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(txId: string, context: TraceContext): void {
    if (this.#limit <= 0) return;
    this.#newest = { txId, context, older: this.#newest };
    this.#size += 1;
    if (this.#size > this.#limit * SLACK) this.#trim();
  }

  /** The last one is asked for most. */
  get(txId: string): TraceContext | undefined {
    let left = this.#limit;
    for (let entry = this.#newest; entry !== undefined && left > 0; entry = entry.older) {
      if (entry.txId === txId) return entry.context;
      left -= 1;
    }
    return undefined;
  }

  /** Writes those that are remembered, the newest first. */
  pack(packer: Packer): void {
    const size = Math.min(this.#size, this.#limit);
    packer.count(size);
    let entry = this.#newest;
    for (let left = size; left > 0 && entry !== undefined; left--) {
      packer.id(entry.txId);
      packer.context(entry.context);
      entry = entry.older;
    }
  }

  /** Remembers what was written. */
  unpack(unpacker: Unpacker): void {
    const entries = Array.from({ length: unpacker.count() }, () => ({
      txId: unpacker.id(),
      context: unpacker.context() ?? NO_CONTEXT,
    }));
    for (const { txId, context } of entries.reverse()) this.add(txId, context);
  }

  clear(): void {
    this.#newest = undefined;
    this.#size = 0;
  }

  #trim(): void {
    let last = this.#newest;
    for (let left = this.#limit; left > 1; left--) last = last?.older;
    if (last !== undefined) last.older = undefined;
    this.#size = this.#limit;
  }
}
