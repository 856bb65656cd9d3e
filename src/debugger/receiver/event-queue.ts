/** What an {@link EventQueue} does when it is full: lets the producer wait, or leaves out what comes. */
export type WhenFull = 'wait' | 'drop';

/** Settings of an {@link EventQueue}. */
export interface EventQueueOptions {
  /** Events that wait to be taken. @default 10,000 */
  readonly size?: number | undefined;
  /** @default 'wait': nothing is lost */
  readonly whenFull?: WhenFull | undefined;
}

const SIZE = 10_000;

/** Events on their way from one producer to one consumer that takes them with `for await`. Ends with {@link end}, or when the loop is left. */
export class EventQueue<T> implements AsyncIterableIterator<T> {
  readonly #size: number;
  readonly #drops: boolean;
  readonly #onLeft: () => void;
  #events: T[] = [];
  /** The next one in the list; those before it were taken. */
  #next = 0;
  #dropped = 0;
  #ended = false;
  #taker: ((result: IteratorResult<T, undefined>) => void) | undefined;
  #waiting: (() => void)[] = [];

  /** @param onLeft the consumer takes no more, or all was taken after the end */
  constructor({ size = SIZE, whenFull = 'wait' }: EventQueueOptions = {}, onLeft: () => void = () => undefined) {
    this.#size = size;
    this.#drops = whenFull === 'drop';
    this.#onLeft = onLeft;
  }

  /** How many events were left out. */
  get dropped(): number {
    return this.#dropped;
  }

  /** How many wait to be taken. */
  get length(): number {
    return this.#events.length - this.#next;
  }

  /** Adds an event. @returns what to wait for before the next one, when it is full and nothing may be lost */
  push(event: T): Promise<void> | undefined {
    if (this.#ended) return undefined;
    if (this.#taker !== undefined) {
      const taker = this.#taker;
      this.#taker = undefined;
      taker({ done: false, value: event });
      return undefined;
    }
    if (this.#drops && this.length >= this.#size) {
      this.#dropped += 1;
      return undefined;
    }
    this.#events.push(event);
    if (this.#drops || this.length < this.#size) return undefined;
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** No more will come; what waits is still taken. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#resume();
    this.#taker?.({ done: true, value: undefined });
    this.#onLeft();
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#next < this.#events.length) return Promise.resolve({ done: false, value: this.#take() });
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => {
      this.#taker = resolve;
    });
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.#events = [];
    this.#next = 0;
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #take(): T {
    const event = this.#events[this.#next++] as T;
    if (this.#next === this.#events.length) {
      this.#events = [];
      this.#next = 0;
    }
    if (this.#waiting.length > 0 && this.length <= this.#size / 2) this.#resume();
    return event;
  }

  #resume(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }
}
