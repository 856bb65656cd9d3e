import type { Mutation } from './mutation.js';

/** Capacity of a new queue, and the largest one an empty queue keeps; powers of two. */
const MIN_CAPACITY = 4;
const MAX_IDLE_CAPACITY = 1024;

/**
 * The mutation queue: appended ones are numbered by queue tick, prepended ones by token (machine specification §4.2).
 * A ring, so that neither end moves the others.
 */
export class MutationQueue {
  length = 0;
  #token = 0;
  #pending = 0;
  #ring = new Array<Mutation | undefined>(MIN_CAPACITY);
  #head = 0;

  /** @param tick the machine's queue tick */
  append(mutation: Mutation, tick: number): void {
    this.#pending++;
    mutation.queueTick = this.#pending + tick;
    mutation.queueTickNow = tick;
    this.#makeRoom();
    this.#ring[this.#at(this.length++)] = mutation;
    mutation.queueLength = this.length;
  }

  /** @param tick the machine's queue tick */
  prepend(mutation: Mutation, tick: number): void {
    mutation.queueToken = ++this.#token;
    mutation.queueTickNow = tick;
    this.#makeRoom();
    this.#head = this.#at(-1);
    this.#ring[this.#head] = mutation;
    mutation.queueLength = ++this.length;
  }

  /** Takes the first one off. */
  shift(): Mutation | undefined {
    if (this.length === 0) return undefined;
    const mutation = this.#ring[this.#head] as Mutation;
    this.#ring[this.#head] = undefined;
    this.#head = this.#at(1);
    if (--this.length === 0) this.#shrink();
    if (mutation.queueTick > 0) this.#pending--;
    return mutation;
  }

  /** The waiting mutations, first to last. */
  *[Symbol.iterator](): IterableIterator<Mutation> {
    for (let i = 0; i < this.length; i++) yield this.#ring[this.#at(i)] as Mutation;
  }

  /** Drops everything that waits; ticks already handed out are used again. */
  clear(): void {
    this.length = 0;
    this.#pending = 0;
    this.#resize(MIN_CAPACITY);
  }

  /** Slot of the n-th from the head. */
  #at(n: number): number {
    return (this.#head + n) & (this.#ring.length - 1);
  }

  #shrink(): void {
    if (this.#ring.length > MAX_IDLE_CAPACITY) this.#resize(MIN_CAPACITY);
  }

  #makeRoom(): void {
    if (this.length === this.#ring.length) this.#resize(2 * this.length);
  }

  #resize(capacity: number): void {
    const ring = new Array<Mutation | undefined>(capacity);
    for (let i = 0; i < this.length; i++) ring[i] = this.#ring[this.#at(i)];
    this.#ring = ring;
    this.#head = 0;
  }
}
