import { MachineError } from '../errors.js';

interface Timer {
  readonly id: number;
  readonly run: () => void;
  readonly everyMs: number | undefined;
  dueMs: number;
}

/**
 * Time that stands still until it is told to pass. Timers run inside {@link FakeClock.advance}, in the order they are
 * due; nothing touches the timers of the process.
 */
export class FakeClock {
  #nowMs: number;
  #nextId = 1;
  readonly #timers = new Map<number, Timer>();

  /** @param startMs milliseconds since the epoch. @default 1_700_000_000_000 */
  constructor(startMs = 1_700_000_000_000) {
    this.#nowMs = startMs;
  }

  /** How many timers are waiting. */
  get pendingTimers(): number {
    return this.#timers.size;
  }

  /** Milliseconds since the epoch. An arrow, so that it can be passed on as a bare function. */
  readonly now = (): number => this.#nowMs;

  readonly setTimeout = (run: () => void, delayMs: number): number => this.#schedule(run, delayMs, undefined);

  readonly setInterval = (run: () => void, everyMs: number): number => this.#schedule(run, everyMs, everyMs);

  readonly clearTimeout = (id: number): void => {
    this.#timers.delete(id);
  };

  readonly clearInterval = (id: number): void => {
    this.#timers.delete(id);
  };

  /**
   * Lets time pass and runs what falls due on the way, timers set by timers included. What a timer throws is thrown here, at its time.
   * @throws MachineError `INVALID_ARGS` for what is no time, or would go back
   */
  advance(byMs: number): void {
    if (!(byMs >= 0 && byMs < Infinity)) {
      throw new MachineError(
        'INVALID_ARGS',
        `a clock can not advance by ${String(byMs)} ms: expected a number from 0 up`,
      );
    }
    const untilMs = this.#nowMs + byMs;
    for (let timer = this.#next(untilMs); timer !== undefined; timer = this.#next(untilMs)) {
      this.#nowMs = Math.max(this.#nowMs, timer.dueMs);
      if (timer.everyMs === undefined) this.#timers.delete(timer.id);
      else timer.dueMs += timer.everyMs;
      timer.run();
    }
    this.#nowMs = untilMs;
  }

  #schedule(run: () => void, givenMs: number, everyMs: number | undefined): number {
    // As timers do; no delay is none at all.
    const delayMs = givenMs > 0 ? givenMs : 0;
    const id = this.#nextId++;
    // An interval of nothing would keep `advance` from ever ending.
    const period = everyMs === undefined ? undefined : Math.max(1, delayMs);
    this.#timers.set(id, { id, run, everyMs: period, dueMs: this.#nowMs + delayMs });
    return id;
  }

  #next(untilMs: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers.values()) {
      if (timer.dueMs <= untilMs && (next === undefined || timer.dueMs < next.dueMs)) next = timer;
    }
    return next;
  }
}
