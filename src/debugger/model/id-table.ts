import { Column } from './column.js';

const FNV_PRIME = 0x01000193;
const NONE = -1;
const FIRST_BUCKETS = 1024;

/** Begins a hash over the characters of an id. Another one in each process, so that nobody can make ids that all fall together. */
export const HASH_SEED = Math.trunc(Math.random() * 0x7fffffff);

/** Goes on with a hash by one character. */
export const hashStep = (hash: number, character: number): number => Math.imul(hash ^ character, FNV_PRIME);

/** The hash of an id, for {@link IdTable}. */
export function hashOf(id: string): number {
  let hash = HASH_SEED;
  for (let i = 0; i < id.length; i++) hash = hashStep(hash, id.charCodeAt(i));
  return hash;
}

/** Finds positions by the hashes of ids: twelve bytes or so for each, whatever the ids. */
export class IdTable {
  readonly #hashes = new Column(Int32Array);
  /** The position before with the same bucket. */
  readonly #previous = new Column(Int32Array);
  #last = new Int32Array(FIRST_BUCKETS).fill(NONE);

  /** Bytes it takes. */
  get byteLength(): number {
    return this.#hashes.byteLength + this.#previous.byteLength + this.#last.byteLength;
  }

  /** Adds the hash of the id at the next position. */
  add(hash: number): void {
    if (this.#hashes.length === this.#last.length) this.#grow();
    const bucket = this.#bucketOf(hash);
    this.#previous.push(this.#last[bucket] as number);
    this.#last[bucket] = this.#hashes.length;
    this.#hashes.push(hash);
  }

  /** Positions with this hash, the newest first: nearly always those of the id alone. */
  *positions(hash: number): Generator<number> {
    for (let at = this.#last[this.#bucketOf(hash)] as number; at !== NONE; at = this.#previous.at(at)) {
      if (this.#hashes.at(at) === hash) yield at;
    }
  }

  #bucketOf(hash: number): number {
    return (hash ^ (hash >>> 15)) & (this.#last.length - 1);
  }

  #grow(): void {
    this.#last = new Int32Array(this.#last.length * 2).fill(NONE);
    const count = this.#hashes.length;
    for (let position = 0; position < count; position++) {
      const bucket = this.#bucketOf(this.#hashes.at(position));
      this.#previous.set(position, this.#last[bucket] as number);
      this.#last[bucket] = position;
    }
  }
}
