import type { TraceContext } from '../../tracer/index.js';

interface Entry {
  readonly txId: string;
  readonly context: TraceContext;
}

/** The contexts of a machine's last transitions, bare and thus small; the oldest is forgotten first. */
export class TxHistory {
  /** A ring, once it is full. */
  #entries: Entry[] | undefined;
  #next = 0;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(txId: string, context: TraceContext): void {
    if (this.#limit <= 0) return;
    const entries = (this.#entries ??= []);
    entries[this.#next] = { txId, context };
    this.#next = this.#next + 1 < this.#limit ? this.#next + 1 : 0;
  }

  /** The last one is asked for most. */
  get(txId: string): TraceContext | undefined {
    const entries = this.#entries ?? [];
    for (let age = 1; age <= entries.length; age++) {
      const entry = entries[(this.#next - age + entries.length) % entries.length];
      if (entry?.txId === txId) return entry.context;
    }
    return undefined;
  }

  clear(): void {
    this.#entries = undefined;
    this.#next = 0;
  }
}
