import { systemClock } from '../shared/index.js';
import type { Clock } from '../shared/index.js';

/** Clocks that are set by less are corrected all the time. */
const TOLERANCE_MS = 1000;

/**
 * The time of spans, which only ever goes forward: no span ends before it has begun, whatever becomes of the wall clock. That of the
 * process does by itself, one that somebody gives is held to it. Where the wall clock was set meanwhile, that is told once, and counted.
 */
export class SpanClock {
  readonly now: Clock;
  readonly #isOfProcess: boolean;
  readonly #told: (error: Error) => void;
  #apartMs = Number.NaN;
  #jumps = 0;

  /** @param told of the first jump; must not throw */
  constructor(given: Clock | undefined, told: (error: Error) => void) {
    this.#told = told;
    this.#isOfProcess = given === undefined;
    this.now = given === undefined ? systemClock : this.#steady(given);
    this.check();
  }

  /** How often the clock was set. */
  get jumps(): number {
    return this.#jumps;
  }

  /** Looks whether the wall clock still shows the time of spans; asked where nobody waits for it. */
  check(): void {
    if (!this.#isOfProcess) return;
    const apartMs = Date.now() - systemClock();
    const byMs = apartMs - this.#apartMs;
    if (Math.abs(byMs) < TOLERANCE_MS) return;
    this.#apartMs = apartMs;
    if (!Number.isNaN(byMs)) this.#jumped(byMs);
  }

  #steady(given: Clock): Clock {
    let lastMs = Number.NEGATIVE_INFINITY;
    let aheadMs = 0;
    return () => {
      const nowMs = given() + aheadMs;
      if (nowMs >= lastMs) return (lastMs = nowMs);
      const byMs = nowMs - lastMs;
      if (byMs <= -TOLERANCE_MS) {
        aheadMs -= byMs;
        this.#jumped(byMs);
      }
      return lastMs;
    };
  }

  #jumped(byMs: number): void {
    this.#jumps += 1;
    if (this.#jumps > 1) return;
    const way = byMs > 0 ? 'ahead' : 'back';
    const by = `${(Math.abs(byMs) / 1000).toFixed(1)} s`;
    this.#told(
      new Error(
        `the clock has gone ${way} by ${by}; the times of spans go on as before, and are apart from it by that`,
      ),
    );
  }
}
