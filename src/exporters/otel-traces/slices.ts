import type { TraceSettings } from './settings.js';

/** Longest look at things in a row, and the pause after it: the program has other things to do. */
const BUSY_MS = 5;
const PAUSE_MS = 10;

/** Looks at many things, some at a time. */
export class Slices<T> {
  readonly #settings: Pick<TraceSettings, 'now' | 'timers'>;
  readonly #most: number;
  readonly #look: (thing: T) => void;
  #rest: Iterator<T> | undefined;
  #timer: unknown;

  /**
   * @param most of them in a row, however fast it goes
   * @param look must not throw
   */
  constructor(settings: Pick<TraceSettings, 'now' | 'timers'>, most: number, look: (thing: T) => void) {
    this.#settings = settings;
    this.#most = most;
    this.#look = look;
  }

  /** It has begun, and has not come to the end. */
  get isBusy(): boolean {
    return this.#rest !== undefined;
  }

  /** Begins with the first ones at once. @param ended called when it has come to the end */
  begin(things: Iterable<T>, ended: () => void): void {
    this.stop();
    this.#goOn((this.#rest = things[Symbol.iterator]()), ended);
  }

  stop(): void {
    if (this.#timer !== undefined) this.#settings.timers.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#rest = undefined;
  }

  #goOn(rest: Iterator<T>, ended: () => void): void {
    const isDone = this.#slice(rest);
    // Whoever looks at them may stop it.
    if (this.#rest !== rest) return;
    if (isDone) {
      this.#rest = undefined;
      ended();
      return;
    }
    this.#timer = this.#settings.timers.setTimeout(() => {
      this.#timer = undefined;
      this.#goOn(rest, ended);
    }, PAUSE_MS);
  }

  /** Whether it came to the end. */
  #slice(rest: Iterator<T>): boolean {
    const { now } = this.#settings;
    const untilMs = now() + BUSY_MS;
    let left = this.#most;
    do {
      const next = rest.next();
      if (next.done === true) return true;
      this.#look(next.value);
      left -= 1;
    } while (left > 0 && now() < untilMs);
    return false;
  }
}
