import type { CliContext } from '../context.js';

const EVERY_MS = 1000;
const LATEST_MS = 8.64e15;

/** Says on the standard error how far a command is, once a second at most and only when it takes that long. */
export class Progress {
  readonly #context: CliContext;
  readonly #textOf: () => string;
  readonly #timer: ReturnType<typeof setInterval>;
  #said = '';
  #next: number;

  /** @param textOf how far it is */
  constructor(context: CliContext, textOf: () => string) {
    this.#context = context;
    this.#textOf = textOf;
    this.#next = Date.now() + EVERY_MS;
    // Also keeps the process alive: connections to other debuggers do not.
    this.#timer = setInterval(this.tick, EVERY_MS);
  }

  /** Called now and then by work that never lets timers run. */
  readonly tick = (): void => {
    if (Date.now() < this.#next) return;
    this.#next = Date.now() + EVERY_MS;
    const text = this.#textOf();
    if (text !== this.#said) this.#context.err(`${text}\n`);
    this.#said = text;
  };

  stop(): void {
    clearInterval(this.#timer);
  }
}

/** `1,204 transitions`. */
export const counted = (count: number, what: string): string =>
  `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`;

/** `12.3 MB`. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${String(bytes)} B`;
  const exponent = Math.min(3, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** exponent).toFixed(1)} ${['B', 'kB', 'MB', 'GB'][exponent] ?? 'GB'}`;
}

/** ISO 8601 in UTC, where there is such a time. */
export const timeText = (ms: number): string => (Math.abs(ms) <= LATEST_MS ? new Date(ms).toISOString() : String(ms));
