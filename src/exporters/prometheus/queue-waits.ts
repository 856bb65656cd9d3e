import type { MutationView } from '../../tracer/index.js';

/** How long mutations wait in queues. The engine notes by its own clock when; a clock that was given is asked instead. */
export class QueueWaits {
  readonly #now: (() => number) | undefined;
  readonly #queuedMs = new WeakMap<MutationView, number>();
  readonly #epochMs = performance.timeOrigin;

  constructor(now: (() => number) | undefined) {
    this.#now = now;
  }

  /** A mutation is in the queue, or about to run. */
  queued(mutation: MutationView): void {
    if (this.#now !== undefined && mutation.queuedAt > 0) this.#queuedMs.set(mutation, this.#now());
  }

  /** How long it has waited. */
  of(mutation: MutationView, nowMs: number): number {
    if (this.#now === undefined) return this.#epochMs + nowMs - mutation.queuedAt;
    const queuedMs = this.#queuedMs.get(mutation);
    return queuedMs === undefined ? 0 : nowMs - queuedMs;
  }
}
