import { backgroundTimers } from './clock.js';
import type { Timers } from './clock.js';
import { Durations } from './durations.js';
import type { DurationCounts } from './durations.js';
import { endsWithin } from './time-limit.js';

/**
 * What became of the items of a {@link BatchQueue}: those handed in are exported, dropped, failed or waiting, each one of
 * them.
 */
export interface BatchCounts {
  /** Items handed in. */
  readonly received: number;
  /** Items the other side took. */
  readonly exported: number;
  /** Items that there was no room for, that were left when time was up, or came after that. */
  readonly dropped: number;
  /** Of the dropped ones those that there was room for. */
  readonly late: number;
  /** Items of batches the other side refused. */
  readonly failed: number;
  /** Batches that were refused. */
  readonly errors: number;
  /** Items waiting or on their way. */
  readonly waiting: number;
  /** Of the waiting ones those on their way; after the end nobody knows whether they arrive. */
  readonly inFlight: number;
  /** Most items that can wait. */
  readonly capacity: number;
  /** How long deliveries took, the refused ones included. */
  readonly deliveries: DurationCounts;
  /** How long the oldest delivery that runs has been running, in milliseconds; 0 when none runs. */
  readonly runningMs: number;
}

/** What the other side did not take of a batch that it took otherwise. */
export interface PartialRefusal {
  /** Items that were refused. */
  readonly refused: number;
  /** What is reported. */
  readonly reason: unknown;
}

/** Settings of {@link BatchQueue}. */
export interface BatchQueueOptions<T> {
  /**
   * Delivers one batch; rejects when nothing of it was taken, and tells when not all of it was. Not called again before it has
   * settled, unless {@link maxInFlight} says so.
   */
  readonly deliver: (batch: readonly T[]) => Promise<PartialRefusal | undefined>;
  /** Batches on their way at most. A further one goes off only when it is a full one. @default 1 */
  readonly maxInFlight?: number | undefined;
  /** Items that wait for {@link delayMs} at most until a delivery starts. @default 50 */
  readonly eagerAt?: number | undefined;
  /** Most items of one batch. @default 512 */
  readonly maxBatch?: number | undefined;
  /** How long an item may wait for company, in milliseconds. @default 100 */
  readonly delayMs?: number | undefined;
  /** Most items waiting; what there is no room for is dropped and counted. @default 32768 */
  readonly maxWaiting?: number | undefined;
  /** Most bytes waiting, as told by {@link sizeOf}. @default no limit */
  readonly maxBytes?: number | undefined;
  /** Most bytes of one batch that holds more than one item, as told by {@link sizeOf}. @default no limit */
  readonly maxBatchBytes?: number | undefined;
  /** Roughly the bytes an item takes. @default nothing */
  readonly sizeOf?: ((item: T) => number) | undefined;
  /** Where there is no room, the oldest items that wait make some, instead of the new one being dropped. @default false */
  readonly dropOldest?: boolean | undefined;
  /** Told of the first refused batch, and again of the first one after a success. Must not throw. */
  readonly onError?: ((error: unknown) => void) | undefined;
  /** @default the timers of the process, which do not keep it alive */
  readonly timers?: Timers | undefined;
  /** Milliseconds, monotonic. @default performance.now */
  readonly now?: (() => number) | undefined;
}

/** How long nothing is delivered after a refusal; twice as long after each further one, up to the limit. */
const BACK_OFF_MS = 1_000;
const MAX_BACK_OFF_MS = 30_000;
const MAX_WAITING = 32_768;
const MAX_BATCH = 512;

/**
 * Collects items and delivers them in batches, one at a time and in order unless several may be on their way. Adding never
 * blocks, throws or waits; what does not fit is counted. After a refusal it lets the other side be for a while, unless it is
 * told to flush.
 */
export class BatchQueue<T> {
  readonly #options: BatchQueueOptions<T>;
  readonly #timers: Timers;
  #waiting: T[] = [];
  #bytes = 0;
  #timer: unknown;
  /** The timer that waits is one for the next moment. */
  #soon = false;
  readonly #deliveries = new Map<Promise<void>, number>();
  /** 0 while the other side takes what it gets. */
  #backOffMs = 0;
  #closed = false;
  #inFlight = 0;
  readonly #now: () => number;
  readonly #durations = new Durations();
  #received = 0;
  #exported = 0;
  #dropped = 0;
  #late = 0;
  #failed = 0;
  #errors = 0;

  constructor(options: BatchQueueOptions<T>) {
    this.#options = options;
    this.#timers = options.timers ?? backgroundTimers;
    this.#now = options.now ?? (() => performance.now());
  }

  get counts(): BatchCounts {
    return {
      received: this.#received,
      exported: this.#exported,
      dropped: this.#dropped,
      late: this.#late,
      failed: this.#failed,
      errors: this.#errors,
      waiting: this.#waiting.length + this.#inFlight,
      inFlight: this.#inFlight,
      capacity: this.#options.maxWaiting ?? MAX_WAITING,
      deliveries: this.#durations.counts,
      runningMs: this.#runningMs(),
    };
  }

  /** Takes an item; after {@link close} it only counts it as dropped. */
  add(item: T): void {
    this.#received += 1;
    const { delayMs = 100, sizeOf } = this.#options;
    const bytes = sizeOf?.(item) ?? 0;
    if (this.#closed || !this.#hasRoom(bytes)) {
      this.#dropped += 1;
      if (this.#closed) this.#late += 1;
      return;
    }
    this.#bytes += bytes;
    this.#waiting.push(item);
    if (this.#soon || !this.#mayBegin()) return;
    if (this.#backOffMs > 0) this.#timer ??= this.#timers.setTimeout(() => this.#begin(), this.#backOffMs);
    else if (!this.#isEager()) this.#timer ??= this.#timers.setTimeout(() => this.#begin(), delayMs);
    else this.#beginSoon();
  }

  /**
   * Delivers what is waiting, however many batches that takes.
   * @returns whether everything was delivered or refused within the limit
   */
  async flush(limitMs: number): Promise<boolean> {
    return endsWithin(this.#drain(), limitMs);
  }

  /**
   * Flushes; what is left when time is up is dropped and counted, but for what is on its way: that may arrive yet, and counts
   * as waiting until it has. Safe to call twice.
   */
  async close(limitMs: number): Promise<void> {
    this.#closed = true;
    await this.flush(limitMs);
    this.#stopTimer();
    this.#dropped += this.#waiting.length;
    this.#late += this.#waiting.length;
    this.#waiting = [];
    this.#bytes = 0;
  }

  #hasRoom(bytes: number): boolean {
    const { maxWaiting = MAX_WAITING, maxBytes = Infinity, dropOldest = false, sizeOf } = this.#options;
    const isFull = (): boolean => this.#waiting.length >= maxWaiting || this.#bytes + bytes > maxBytes;
    if (!isFull()) return true;
    if (!dropOldest || bytes > maxBytes) return false;
    while (this.#waiting.length > 0 && isFull()) {
      const oldest = this.#waiting.shift() as T;
      this.#bytes -= sizeOf?.(oldest) ?? 0;
      this.#dropped += 1;
    }
    return true;
  }

  /** Enough waits for a delivery. */
  #isEager(): boolean {
    const { eagerAt = 50, maxBatchBytes = Infinity } = this.#options;
    return this.#waiting.length >= eagerAt || this.#bytes >= maxBatchBytes;
  }

  async #drain(): Promise<void> {
    while (this.#deliveries.size > 0 || this.#waiting.length > 0) {
      while (this.#mayBegin(1)) this.#begin(1);
      await Promise.race(this.#deliveries.keys());
    }
  }

  /** While something is on its way, only a full batch is worth another delivery: small ones wait for company, but in a flush. */
  #mayBegin(enough = this.#options.maxBatch ?? MAX_BATCH): boolean {
    const { maxInFlight = 1 } = this.#options;
    const { size } = this.#deliveries;
    return size === 0 ? this.#waiting.length > 0 : size < maxInFlight && this.#waiting.length >= enough;
  }

  /** Not at once: whoever adds is in the middle of a transition, and delivering begins with encoding. */
  #beginSoon(): void {
    this.#stopTimer();
    this.#soon = true;
    this.#timer = this.#timers.setTimeout(() => this.#begin(), 0);
  }

  #begin(enough?: number): void {
    this.#stopTimer();
    if (!this.#mayBegin(enough)) return;
    const delivery = this.#deliverOne(this.#take()).then(() => {
      this.#deliveries.delete(delivery);
      this.#goOn();
    });
    this.#deliveries.set(delivery, this.#now());
    if (this.#backOffMs === 0 && this.#mayBegin()) this.#beginSoon();
  }

  /** Goes on while enough is waiting; a smaller rest waits for company again. */
  #goOn(): void {
    const { delayMs = 100 } = this.#options;
    if (!this.#mayBegin() || this.#soon) return;
    if (this.#backOffMs > 0) this.#timer ??= this.#timers.setTimeout(() => this.#begin(), this.#backOffMs);
    else if (this.#isEager()) this.#begin();
    else this.#timer ??= this.#timers.setTimeout(() => this.#begin(), delayMs);
  }

  async #deliverOne(batch: readonly T[]): Promise<void> {
    this.#inFlight += batch.length;
    const startedAtMs = this.#now();
    try {
      const partial = await this.#options.deliver(batch);
      const refused = Math.min(partial?.refused ?? 0, batch.length);
      this.#exported += batch.length - refused;
      this.#failed += refused;
      if (partial !== undefined) this.#options.onError?.(partial.reason);
      this.#backOffMs = 0;
    } catch (error) {
      this.#refused(batch.length, error);
    }
    this.#durations.observe(this.#now() - startedAtMs);
    this.#inFlight -= batch.length;
  }

  #refused(items: number, error: unknown): void {
    this.#failed += items;
    this.#errors += 1;
    if (this.#backOffMs === 0) this.#options.onError?.(error);
    this.#backOffMs = Math.min(this.#backOffMs * 2 || BACK_OFF_MS, MAX_BACK_OFF_MS);
  }

  #runningMs(): number {
    const [oldest] = this.#deliveries.values();
    return oldest === undefined ? 0 : this.#now() - oldest;
  }

  #take(): readonly T[] {
    const { maxBatch = MAX_BATCH, maxBatchBytes = Infinity, sizeOf } = this.#options;
    let [count, bytes] = [0, 0];
    for (const item of this.#waiting) {
      const size = sizeOf?.(item) ?? 0;
      if (count >= maxBatch || (count > 0 && bytes + size > maxBatchBytes)) break;
      count += 1;
      bytes += size;
    }
    this.#bytes -= bytes;
    return this.#waiting.splice(0, count);
  }

  #stopTimer(): void {
    if (this.#timer !== undefined) this.#timers.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#soon = false;
  }
}
