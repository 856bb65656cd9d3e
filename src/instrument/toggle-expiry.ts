import { MachineError } from '../errors.js';
import { backgroundTimers } from '../timers.js';
import type { Timers } from '../timers.js';

/** Longest time a timer can wait: almost 25 days. */
const MAX_TTL_MS = 2_147_483_647;

/** Takes back what was toggled for a time; one timer for each toggle, none keeps the process alive. */
export class ToggleExpiry {
  readonly #timers: Timers;
  readonly #running = new Map<number, unknown>();

  /** @param timers @default those of the process */
  constructor(timers: Timers = backgroundTimers) {
    this.#timers = timers;
  }

  /** @throws MachineError `INVALID_ARGS` for anything but whole milliseconds from 1 to 2,147,483,647 */
  static check(ttlMs: number | undefined): void {
    if (ttlMs === undefined || (Number.isInteger(ttlMs) && ttlMs >= 1 && ttlMs <= MAX_TTL_MS)) return;
    const expected = `expected whole milliseconds from 1 to ${String(MAX_TTL_MS)}`;
    throw new MachineError('INVALID_ARGS', `ttlMs is ${String(ttlMs)}: ${expected}`);
  }

  /** Runs `expired` after `ttlMs`, unless the toggle is no longer there by then, see {@link keep}. */
  schedule(id: number, ttlMs: number, expired: () => void): void {
    const timer = this.#timers.setTimeout(() => {
      this.#running.delete(id);
      expired();
    }, ttlMs);
    this.#running.set(id, timer);
  }

  /** Forgets toggles that are no longer there. */
  keep(isThere: (id: number) => boolean): void {
    for (const [id, timer] of this.#running) {
      if (isThere(id)) continue;
      this.#timers.clearTimeout(timer);
      this.#running.delete(id);
    }
  }

  cancelAll(): void {
    this.keep(() => false);
  }
}
