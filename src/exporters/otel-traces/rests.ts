import type { MachineTrace } from './machine-trace.js';
import type { TraceSettings } from './settings.js';
import type { TraceHandle } from './trace-handle.js';

/** Machines that are looked at in a row, and the pause after them: the program has other things to do. */
const MOST = 500;
const PAUSE_MS = 10;

/** Packs what is kept of machines to which nothing happens for some time. */
export class Rests {
  readonly #timers: TraceSettings['timers'];
  readonly #everyMs: number;
  readonly #awake = new Set<TraceHandle>();
  /** Goes up with each look at them. */
  #round = 0;
  #rest: Iterator<TraceHandle> | undefined;
  #timer: unknown;

  constructor({ timers, restAfterMs, heartbeatMs, segmentMs, lifetime }: TraceSettings) {
    this.#timers = timers;
    // Where something happens at all times, or nothing can be packed, nobody has to look.
    this.#everyMs = heartbeatMs > 0 || segmentMs > 0 || lifetime ? 0 : restAfterMs;
  }

  /** Something happens to a machine. */
  used(handle: TraceHandle, trace: MachineTrace): void {
    if (trace.usedAt !== this.#round) this.#note(handle, trace);
  }

  /** It has ended. */
  forget(handle: TraceHandle): void {
    this.#awake.delete(handle);
    if (this.#awake.size === 0) this.stop();
  }

  stop(): void {
    if (this.#timer !== undefined) this.#timers.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#rest = undefined;
    this.#awake.clear();
  }

  #note(handle: TraceHandle, trace: MachineTrace): void {
    trace.usedAt = this.#round;
    if (this.#everyMs <= 0) return;
    this.#awake.add(handle);
    if (this.#timer === undefined) this.#lookAfter(this.#everyMs);
  }

  #lookAfter(delayMs: number): void {
    this.#timer = this.#timers.setTimeout(() => {
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
    for (let left = MOST; left > 0; left--) {
      const next = this.#rest.next();
      if (next.done === true) {
        this.#rest = undefined;
        break;
      }
      this.#consider(next.value);
    }
    if (this.#rest !== undefined) this.#lookAfter(PAUSE_MS);
    else if (this.#awake.size > 0) this.#lookAfter(this.#everyMs);
  }

  /** What can't be packed is not tried again before it was used. */
  #consider(handle: TraceHandle): void {
    const { trace } = handle;
    if (trace !== undefined && trace.usedAt >= this.#round - 1) return;
    this.#awake.delete(handle);
    if (trace !== undefined && !handle.rest()) trace.usedAt = -1;
  }
}
