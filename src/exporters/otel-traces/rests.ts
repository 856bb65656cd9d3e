import type { MachineTrace } from './machine-trace.js';
import type { TraceSettings } from './settings.js';
import type { TraceHandle } from './trace-handle.js';

/** Longest look at machines in a row, and most of them, and the pause after it: the program has other things to do. */
const BUSY_MS = 5;
const MOST = 500;
const PAUSE_MS = 10;

/** What timers take for no time at all is longer than this. */
const LONGEST_MS = 2 ** 31 - 1;

/** Packs what is kept of machines to which nothing happens for some time. */
export class Rests {
  readonly #settings: TraceSettings;
  readonly #everyMs: number;
  readonly #failed: (error: unknown) => void;
  readonly #awake = new Set<TraceHandle>();
  /** Goes up with each look at them. */
  #round = 0;
  #rest: Iterator<TraceHandle> | undefined;
  #timer: unknown;

  /** @param failed told of what sinks throw meanwhile; must not throw */
  constructor(settings: TraceSettings, failed: (error: unknown) => void) {
    const { restAfterMs, heartbeatMs, segmentMs, lifetime } = settings;
    this.#settings = settings;
    this.#failed = failed;
    // Where something happens at all times, or nothing can be packed, nobody has to look.
    const isOff = heartbeatMs > 0 || segmentMs > 0 || lifetime;
    this.#everyMs = isOff || !(restAfterMs > 0) ? 0 : Math.min(restAfterMs, LONGEST_MS);
  }

  /** Something happens to a machine. */
  used(handle: TraceHandle, trace: MachineTrace): void {
    if (trace.usedAt !== this.#round && !trace.ended) this.#note(handle, trace);
  }

  /** It has ended. */
  forget(handle: TraceHandle): void {
    this.#awake.delete(handle);
    if (this.#awake.size === 0) this.stop();
  }

  stop(): void {
    if (this.#timer !== undefined) this.#settings.timers.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#rest = undefined;
    this.#awake.clear();
  }

  #note(handle: TraceHandle, trace: MachineTrace): void {
    trace.usedAt = this.#round;
    if (this.#everyMs === 0) return;
    this.#awake.add(handle);
    if (this.#timer === undefined) this.#lookAfter(this.#everyMs);
  }

  #lookAfter(delayMs: number): void {
    this.#timer = this.#settings.timers.setTimeout(() => {
      this.#timer = undefined;
      this.#look();
    }, delayMs);
  }

  /** One that was not used since the last look but one rests. */
  #look(): void {
    if (this.#rest === undefined) {
      this.#round += 1;
      this.#rest = this.#awake.values();
    }
    const isDone = this.#goOn(this.#rest);
    if (!isDone) this.#lookAfter(PAUSE_MS);
    else {
      this.#rest = undefined;
      if (this.#awake.size > 0) this.#lookAfter(this.#everyMs);
    }
  }

  /** Whether it came to the end. */
  #goOn(rest: Iterator<TraceHandle>): boolean {
    const { now } = this.#settings;
    const untilMs = now() + BUSY_MS;
    let left = MOST;
    do {
      const next = rest.next();
      if (next.done === true) return true;
      this.#consider(next.value);
      left -= 1;
    } while (left > 0 && now() < untilMs);
    return false;
  }

  /** What can't be packed is not tried again before it was used. */
  #consider(handle: TraceHandle): void {
    const { trace } = handle;
    if (trace !== undefined && trace.usedAt >= this.#round - 1) return;
    this.#awake.delete(handle);
    if (trace === undefined) return;
    trace.usedAt = -1;
    try {
      handle.rest();
    } catch (error) {
      this.#failed(error);
    }
  }
}
