import type { Mutation } from './mutation.js';

/** Freed slots at the head before the list is compacted. */
const COMPACT_AT = 1024;

/** The mutation queue: appended ones are numbered by queue tick, prepended ones by token (machine specification §4.2). */
export class MutationQueue {
  /** Increases when an appended mutation is taken off. */
  tick = 1;
  #token = 0;
  #pending = 0;
  #list: (Mutation | undefined)[] = [];
  #head = 0;

  get length(): number {
    return this.#list.length - this.#head;
  }

  append(mutation: Mutation): void {
    this.#pending++;
    mutation.queueTick = this.#pending + this.tick;
    mutation.queueTickNow = this.tick;
    this.#list.push(mutation);
    mutation.queueLength = this.length;
  }

  prepend(mutation: Mutation): void {
    mutation.queueToken = ++this.#token;
    mutation.queueTickNow = this.tick;
    if (this.#head > 0) this.#list[--this.#head] = mutation;
    else this.#list.unshift(mutation);
    mutation.queueLength = this.length;
  }

  /** Takes the first one off. */
  shift(): Mutation | undefined {
    if (this.length === 0) return undefined;
    const mutation = this.#list.length === 1 ? this.#list.pop() : this.#takeFirst();
    if (mutation !== undefined && mutation.queueTick > 0) {
      this.#pending--;
      this.tick++;
    }
    return mutation;
  }

  #takeFirst(): Mutation | undefined {
    const mutation = this.#list[this.#head];
    this.#list[this.#head++] = undefined;
    if (this.#head === this.#list.length) {
      this.#list.length = 0;
      this.#head = 0;
    } else if (this.#head >= COMPACT_AT && this.#head * 2 > this.#list.length) {
      this.#list.splice(0, this.#head);
      this.#head = 0;
    }
    return mutation;
  }

  /** The waiting mutations, first to last. */
  *[Symbol.iterator](): IterableIterator<Mutation> {
    for (let i = this.#head; i < this.#list.length; i++) {
      const mutation = this.#list[i];
      if (mutation !== undefined) yield mutation;
    }
  }

  /** Drops everything that waits; ticks already handed out are used again. */
  clear(): void {
    this.#list = [];
    this.#head = 0;
    this.#pending = 0;
  }
}
