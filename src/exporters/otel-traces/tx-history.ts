import type { TraceContext } from '../../tracer/index.js';
import type { TracePlace, TxSpan } from './packed-form.js';
import { PackedHistory } from './packed-history.js';
import { Packer } from './packer.js';

interface Entry extends TxSpan {
  older: Entry | undefined;
}

/** What may be too many before the oldest are let go, as a share of the limit: walking to them takes time. */
const SLACK = 2;

/** The contexts of a machine's last transitions, bare and thus small; the oldest is forgotten first. */
export class TxHistory {
  #newest: Entry | undefined;
  #size = 0;
  /** Those before. */
  #packed: PackedHistory;
  readonly #limit: number;

  constructor(limit: number, packed = PackedHistory.none) {
    this.#limit = limit;
    this.#packed = packed;
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
    return this.#packed.get(txId, left);
  }

  get newest(): TxSpan | undefined {
    return this.#limit > 0 ? (this.#newest ?? this.#packed.newest) : undefined;
  }

  /** Those that are remembered as one text, for {@link PackedHistory}; undefined where one can't be packed. */
  pack(place: TracePlace): string | undefined {
    const packer = new Packer(place);
    let left = this.#limit;
    for (let entry = this.#newest; entry !== undefined && left > 0; entry = entry.older) {
      packer.transition(entry);
      left -= 1;
    }
    this.#packed.pack(packer, left);
    return packer.packed();
  }

  /** Keeps them packed from now on, where they can be. */
  packUp(place: TracePlace): void {
    const packed = this.pack(place);
    if (packed === undefined) return;
    this.#newest = undefined;
    this.#size = 0;
    this.#packed = new PackedHistory(packed, place);
  }

  clear(): void {
    this.#newest = undefined;
    this.#size = 0;
    this.#packed = PackedHistory.none;
  }

  #trim(): void {
    let last = this.#newest;
    for (let left = this.#limit; left > 1; left--) last = last?.older;
    if (last !== undefined) last.older = undefined;
    this.#size = this.#limit;
    this.#packed = PackedHistory.none;
  }
}
