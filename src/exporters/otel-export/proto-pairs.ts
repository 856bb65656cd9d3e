/** Names that are remembered, and values of each. */
const MOST_NAMES = 500;
const MOST_VALUES = 16;
/** Values that were no use to remember, after which a name is given up. */
const MOST_MISSES = 1000;
const MOST_LENGTH = 64;

interface Values {
  readonly known: Map<unknown, Uint8Array>;
  misses: number;
}

/**
 * Attributes as they were written before: the class of a machine, its id, the names of its states are the same in most records. What
 * is different each time is found out and left alone.
 */
export class ProtoPairs {
  readonly #names = new Map<string, Values | false>();

  /** The bytes of a pair; undefined for one that is not known. */
  find(name: string, value: unknown): Uint8Array | undefined {
    const values = this.#names.get(name);
    if (values === undefined || values === false) return undefined;
    const found = values.known.get(value);
    if (found === undefined && ++values.misses > MOST_MISSES) this.#names.set(name, false);
    return found;
  }

  /** Remembers a pair, if it is worth it. */
  add(name: string, value: unknown, written: () => Uint8Array): void {
    if (typeof value !== 'boolean' && (typeof value !== 'string' || value.length > MOST_LENGTH)) return;
    let values = this.#names.get(name);
    if (values === undefined && this.#names.size < MOST_NAMES) {
      this.#names.set(name, (values = { known: new Map(), misses: 0 }));
    }
    if (values === undefined || values === false || values.known.size >= MOST_VALUES) return;
    values.known.set(value, written());
  }
}
