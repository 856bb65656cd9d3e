import type { TraceContext } from '../../tracer/index.js';

/** The contexts of a machine's last transitions, bare and thus small; the oldest is forgotten first. */
export class TxHistory {
  readonly #contexts = new Map<string, TraceContext>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(txId: string, context: TraceContext): void {
    this.#contexts.set(txId, context);
    if (this.#contexts.size <= this.#limit) return;
    const [oldest] = this.#contexts.keys();
    if (oldest !== undefined) this.#contexts.delete(oldest);
  }

  get(txId: string): TraceContext | undefined {
    return this.#contexts.get(txId);
  }

  clear(): void {
    this.#contexts.clear();
  }
}
