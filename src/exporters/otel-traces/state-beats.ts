import type { MachineTraces } from './machine-traces.js';
import type { TraceSettings } from './settings.js';

/** The time at which long spans of states are told of again, or go on in a next segment. */
export class StateBeats {
  readonly #settings: TraceSettings;
  readonly #machines: MachineTraces;
  readonly #everyMs: number;
  #timer: unknown;

  constructor(settings: TraceSettings, machines: MachineTraces) {
    this.#settings = settings;
    this.#machines = machines;
    const { heartbeatMs, segmentMs } = settings;
    this.#everyMs = heartbeatMs > 0 ? heartbeatMs : segmentMs;
  }

  /** Begins with the first machine; pauses without any. */
  start(): void {
    if (this.#everyMs <= 0 || this.#timer !== undefined) return;
    this.#timer = this.#settings.timers.setTimeout(() => {
      this.#timer = undefined;
      this.#machines.beat();
      if (this.#machines.size > 0) this.start();
    }, this.#everyMs);
  }

  stop(): void {
    if (this.#timer !== undefined) this.#settings.timers.clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
