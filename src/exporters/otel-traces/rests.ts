import type { MachineTrace } from './machine-trace.js';
import type { TraceSettings } from './settings.js';
import { Slices } from './slices.js';

/** Machines packed in a row. */
const MOST = 500;

/** What timers take for no time at all is longer than this. */
const LONGEST_MS = 2 ** 31 - 1;

/** Tells of machines to which nothing happens for some time. */
export class Rests {
  readonly #settings: TraceSettings;
  readonly #everyMs: number;
  readonly #rest: (trace: MachineTrace) => void;
  readonly #awake = new Set<MachineTrace>();
  readonly #slices: Slices<MachineTrace>;
  /** Goes up with each look at them. */
  #round = 0;
  #timer: unknown;

  /** @param rest lets a machine rest, where it can; must not throw */
  constructor(settings: TraceSettings, rest: (trace: MachineTrace) => void) {
    const { restAfterMs, heartbeatMs, segmentMs, lifetime } = settings;
    this.#settings = settings;
    this.#rest = rest;
    this.#slices = new Slices(settings, MOST, (trace) => this.#consider(trace));
    // Where something happens at all times, or nothing can be packed, nobody has to look.
    const isOff = heartbeatMs > 0 || segmentMs > 0 || lifetime;
    this.#everyMs = isOff || !(restAfterMs > 0) ? 0 : Math.min(restAfterMs, LONGEST_MS);
  }

  /** Something happens to a machine. */
  used(trace: MachineTrace): void {
    if (trace.usedAt !== this.#round && !trace.ended) this.#note(trace);
  }

  /** It has ended. */
  forget(trace: MachineTrace): void {
    this.#awake.delete(trace);
    if (this.#awake.size === 0) this.stop();
  }

  stop(): void {
    if (this.#timer !== undefined) this.#settings.timers.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#slices.stop();
    this.#awake.clear();
  }

  #note(trace: MachineTrace): void {
    trace.usedAt = this.#round;
    if (this.#everyMs === 0) return;
    this.#awake.add(trace);
    if (!this.#slices.isBusy) this.#lookLater();
  }

  #lookLater(): void {
    this.#timer ??= this.#settings.timers.setTimeout(() => {
      this.#timer = undefined;
      this.#round += 1;
      this.#slices.begin(this.#awake, () => {
        if (this.#awake.size > 0) this.#lookLater();
      });
    }, this.#everyMs);
  }

  /** One that was not used since the last look but one rests; what can't be packed is not tried again before it was used. */
  #consider(trace: MachineTrace): void {
    if (trace.usedAt >= this.#round - 1) return;
    this.#awake.delete(trace);
    trace.usedAt = -1;
    this.#rest(trace);
  }
}
