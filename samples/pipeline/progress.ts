const WIDTH = 30;
const INTERVAL_MS = 100;

/** A bar on a terminal; nothing elsewhere. */
export class ProgressBar {
  readonly #out: NodeJS.WriteStream;
  readonly #read: () => { readonly done: number; readonly found: number };
  readonly #timer: NodeJS.Timeout | undefined;

  constructor(out: NodeJS.WriteStream, read: () => { done: number; found: number }) {
    this.#out = out;
    this.#read = read;
    if (!out.isTTY) return;
    this.#timer = setInterval(() => {
      this.#draw();
    }, INTERVAL_MS);
    this.#timer.unref();
  }

  /** Draws the last state and ends the line. */
  stop(): void {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#draw();
    this.#out.write('\n');
  }

  #draw(): void {
    const { done, found } = this.#read();
    const filled = found === 0 ? 0 : Math.round((WIDTH * done) / found);
    const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
    this.#out.write(`\r${bar} ${String(done)}/${String(found)} files`);
  }
}
