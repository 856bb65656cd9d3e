import { thrownText } from '../../tracer/index.js';

const INTERVAL_MS = 60_000;

/** Words failures as lines: the first at once, then one line a minute at most, with how many there were meanwhile. */
export class FailureLines {
  readonly #now: () => number;
  #saidAtMs = Number.NEGATIVE_INFINITY;
  #heldBack = 0;

  /** @param now milliseconds, from any fixed point. @default the time of the process */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /**
   * The line for a failure; undefined where it is counted only.
   * @param each never holds one back
   */
  lineFor(where: string, error: unknown, each = false): string | undefined {
    const nowMs = this.#now();
    if (nowMs - this.#saidAtMs < INTERVAL_MS && !each) {
      this.#heldBack += 1;
      return undefined;
    }
    this.#saidAtMs = nowMs;
    const more = this.#heldBack === 0 ? '' : ` (and ${String(this.#heldBack)} failures since the last line)`;
    this.#heldBack = 0;
    return `telemetry: ${where}: ${thrownText(error)}${more}`;
  }
}
