import type { WrittenBytes } from './proto-writer.js';

/** Names that are remembered, and values of each. */
const MOST_NAMES = 500;
const MOST_VALUES = 16;
/** Values that were no use to remember, after which those of a name are given up. */
const MOST_MISSES = 1000;
const MOST_LENGTH = 64;

/** What is known of attributes with one name. */
export class ProtoName {
  /** The name, as it begins a pair. */
  readonly bytes: WrittenBytes;
  #values: Map<string | boolean, WrittenBytes> | undefined = new Map();
  #misses = 0;

  constructor(bytes: WrittenBytes) {
    this.bytes = bytes;
  }

  /** The bytes of a pair; undefined for one that is not known. */
  find(value: unknown): WrittenBytes | undefined {
    if (this.#values === undefined || (typeof value !== 'string' && typeof value !== 'boolean')) return undefined;
    const found = this.#values.get(value);
    if (found === undefined && ++this.#misses > MOST_MISSES) this.#values = undefined;
    return found;
  }

  /** Whether a pair is to be remembered. */
  isWorth(value: unknown): value is string | boolean {
    if (this.#values === undefined || this.#values.size >= MOST_VALUES) return false;
    return typeof value === 'boolean' || (typeof value === 'string' && value.length <= MOST_LENGTH);
  }

  /** Remembers a pair. */
  add(value: string | boolean, pair: WrittenBytes): void {
    this.#values?.set(value, pair);
  }
}

/**
 * Attributes as they were written before: the class of a machine, its id, the names of its states are the same in most records. What
 * is different each time is found out and left alone.
 */
export class ProtoPairs {
  readonly #names = new Map<string, ProtoName>();

  /** Undefined for a name that is not known. */
  of(name: string): ProtoName | undefined {
    return this.#names.get(name);
  }

  /** Remembers a name, if there is room. */
  add(name: string, written: () => WrittenBytes): void {
    if (this.#names.size < MOST_NAMES && name.length <= MOST_LENGTH) this.#names.set(name, new ProtoName(written()));
  }
}
