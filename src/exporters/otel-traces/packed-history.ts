import type { TraceContext } from '../../tracer/index.js';
import { NO_PLACE } from './packed-form.js';
import type { TracePlace, TxSpan } from './packed-form.js';
import type { Packer } from './packer.js';
import { Unpacker } from './unpacker.js';

/** Transitions that were packed, the newest first. They stay so when their machine goes on: few of them are asked for again. */
export class PackedHistory {
  static readonly none = new PackedHistory('', NO_PLACE);

  readonly #packed: string;
  readonly #place: TracePlace;

  /** @param place as {@link Packer} was told for it */
  constructor(packed: string, place: TracePlace) {
    this.#packed = packed;
    this.#place = place;
  }

  get newest(): TxSpan | undefined {
    return this.#packed === '' ? undefined : this.#unpacker.transition();
  }

  /** The span of a transition that is among the first so many. */
  get(txId: string, most: number): TraceContext | undefined {
    return this.#unpacker.find(txId, most);
  }

  /** Writes the first so many behind what came after them. */
  pack(packer: Packer, most: number): void {
    if (most <= 0 || this.#packed === '') return;
    const unpacker = this.#unpacker;
    // The first one may go on from another than it did; what follows goes on from the first.
    packer.transition(unpacker.transition());
    const { at } = unpacker;
    for (let left = most; left > 1 && !unpacker.isAtEnd; left--) unpacker.skipTransition();
    packer.raw(this.#packed.slice(at, unpacker.at));
  }

  get #unpacker(): Unpacker {
    return new Unpacker(this.#packed, this.#place);
  }
}
