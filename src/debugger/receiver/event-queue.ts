/** What an {@link EventQueue} does when it is full: lets the producer wait, or leaves out what comes. */
export type WhenFull = 'wait' | 'drop';

/** Settings of an {@link EventQueue}. */
export interface EventQueueOptions {
  /** Events that wait to be taken. @default 10,000 */
  readonly size?: number | undefined;
  /** About how many bytes they may take. @default 64 MiB */
  readonly maxBytes?: number | undefined;
  /** @default 'wait': nothing is lost, unless so many producers come at once that it holds twice its size */
  readonly whenFull?: WhenFull | undefined;
}

const SIZE = 10_000;
const MAX_BYTES = 64 * 1024 * 1024;
/** How many times its size a queue may have whose producers are to wait. */
const OVERFULL = 2;

/** Events on their way from one producer to one consumer that takes them with `for await`. Ends with {@link end}, or when the loop is left. */
export class EventQueue<T> implements AsyncIterableIterator<T> {
  readonly #size: number;
  readonly #maxBytes: number;
  readonly #sizeOf: (event: T) => number;
  readonly #drops: boolean;
  readonly #onLeft: () => void;
  #events: T[] = [];
  /** The next one in the list; those before it were taken. */
  #next = 0;
  #bytes = 0;
  #dropped = 0;
  #ended = false;
  #takers: ((result: IteratorResult<T, undefined>) => void)[] = [];
  #waiting: (() => void)[] = [];

  /**
   * @param sizeOf about how many bytes an event takes
   * @param onLeft the consumer takes no more, or all was taken after the end
   */
  constructor(
    { size = SIZE, maxBytes = MAX_BYTES, whenFull = 'wait' }: EventQueueOptions = {},
    sizeOf: (event: T) => number = () => 0,
    onLeft: () => void = () => undefined,
  ) {
    this.#size = size;
    this.#maxBytes = maxBytes;
    this.#sizeOf = sizeOf;
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
    const taker = this.#takers.shift();
    if (taker !== undefined) {
      taker({ done: false, value: event });
      return undefined;
    }
    if (this.#drops ? this.#isFull : this.#isOverfull) {
      this.#dropped += 1;
      return undefined;
    }
    this.#events.push(event);
    this.#bytes += this.#sizeOf(event);
    if (this.#drops || !this.#isFull) return undefined;
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** No more will come; what waits is still taken. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#resume();
    for (const taker of this.#takers.splice(0)) taker({ done: true, value: undefined });
    this.#onLeft();
  }

  /** Takes everything that waits, at once. */
  takeAll(): readonly T[] {
    const events: T[] = [];
    while (this.length > 0) events.push(this.#take());
    return events;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#next < this.#events.length) return Promise.resolve({ done: false, value: this.#take() });
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => {
      this.#takers.push(resolve);
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

  get #isFull(): boolean {
    return this.length >= this.#size || this.#bytes >= this.#maxBytes;
  }

  /** Producers that don't wait, as peers that connect again and again, can't make it grow without an end. */
  get #isOverfull(): boolean {
    return this.length >= this.#size * OVERFULL || this.#bytes >= this.#maxBytes * OVERFULL;
  }

  #take(): T {
    const event = this.#events[this.#next++] as T;
    this.#bytes -= this.#sizeOf(event);
    if (this.#next === this.#events.length) {
      this.#events = [];
      this.#next = 0;
    }
    const isHalfEmpty = this.length <= this.#size / 2 && this.#bytes <= this.#maxBytes / 2;
    if (this.#waiting.length > 0 && isHalfEmpty) this.#resume();
    return event;
  }

  #resume(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }
}
