import type { TraceContext } from '../../tracer/index.js';
import { Packer } from './packer.js';
import { NO_CONTEXT } from './span-sink.js';
import { Unpacker } from './unpacker.js';

/** A transition and its span. */
export interface TxSpan {
  readonly txId: string;
  readonly context: TraceContext;
}

/** Transitions that were packed, the newest first. They stay so when their machine goes on: few of them are asked for again. */
export class PackedHistory {
  static readonly none = new PackedHistory('', NO_CONTEXT);

  readonly #packed: string;
  readonly #like: TraceContext;

  /** @param like as {@link Packer} was told for it */
  constructor(packed: string, like: TraceContext) {
    this.#packed = packed;
    this.#like = like;
  }

  /** The span of a transition that is among the first so many. */
  get(txId: string, most: number): TraceContext | undefined {
    const packer = new Packer(this.#like);
    packer.id(txId);
    const wanted = packer.packed() ?? '';
    const unpacker = new Unpacker(this.#packed, this.#like);
    for (let left = most; left > 0 && unpacker.at < this.#packed.length; left--) {
      const { at } = unpacker;
      unpacker.skipId();
      if (this.#packed.startsWith(wanted, at)) return unpacker.context();
      unpacker.skipContext();
    }
    return undefined;
  }

  /** Writes the first so many behind what came after them. */
  pack(packer: Packer, most: number): void {
    const unpacker = new Unpacker(this.#packed, this.#like);
    if (most <= 0 || this.#packed === '') return;
    // The first one may be like another than it was; what follows is like the first.
    packer.id(unpacker.id());
    packer.context(unpacker.context());
    const { at } = unpacker;
    packer.raw(this.#packed.slice(at, this.#endOf(unpacker, most - 1)));
  }

  /** Where so many more end. */
  #endOf(unpacker: Unpacker, most: number): number {
    for (let left = most; left > 0 && unpacker.at < this.#packed.length; left--) {
      unpacker.skipId();
      unpacker.skipContext();
    }
    return unpacker.at;
  }
}
