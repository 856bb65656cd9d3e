import { backgroundTimers } from '../exporters/shared/index.js';
import type { Timers } from '../exporters/shared/index.js';

/** Settings of {@link UploadQueue}. */
export interface UploadQueueOptions {
  /** Brings what there is now to where it goes. */
  readonly upload: () => Promise<void>;
  /** How long it waits for more changes, in milliseconds. */
  readonly delayMs: number;
  /** Told of the first failure, and again of the first one after a success. Must not throw. */
  readonly onError?: ((error: unknown) => void) | undefined;
  /** @default the timers of the process, which do not keep it alive */
  readonly timers?: Timers | undefined;
}

const MIN_BACK_OFF_MS = 1_000;
const MAX_BACK_OFF_MS = 60_000;

/** Makes one upload of all changes that come within a time; one that failed is tried again, later and later. */
export class UploadQueue {
  readonly #options: UploadQueueOptions;
  readonly #timers: Timers;
  #timer: unknown;
  #running: Promise<void> | undefined;
  #isWanted = false;
  #isEnded = false;
  #failures = 0;

  constructor(options: UploadQueueOptions) {
    this.#options = options;
    this.#timers = options.timers ?? backgroundTimers;
  }

  /** Something changed. */
  request(): void {
    if (this.#isEnded) return;
    this.#isWanted = true;
    this.#wait();
  }

  /** Uploads now what is waiting. Never rejects. */
  async flush(): Promise<void> {
    await this.#running;
    this.#stopWaiting();
    if (this.#isWanted) await this.#run();
  }

  /** As {@link flush}; nothing is uploaded after it. */
  async shutdown(): Promise<void> {
    const ended = this.#isEnded;
    this.#isEnded = true;
    if (!ended) await this.flush();
    this.#stopWaiting();
  }

  #wait(): void {
    if (this.#timer !== undefined || this.#running !== undefined) return;
    const backOff = this.#failures === 0 ? 0 : Math.min(MIN_BACK_OFF_MS * 2 ** (this.#failures - 1), MAX_BACK_OFF_MS);
    this.#timer = this.#timers.setTimeout(
      () => {
        this.#timer = undefined;
        void this.#run();
      },
      Math.max(this.#options.delayMs, backOff),
    );
  }

  #stopWaiting(): void {
    if (this.#timer !== undefined) this.#timers.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #run(): Promise<void> {
    return (this.#running ??= this.#upload().finally(() => {
      this.#running = undefined;
      if (this.#isWanted && !this.#isEnded) this.#wait();
    }));
  }

  async #upload(): Promise<void> {
    this.#isWanted = false;
    try {
      await this.#options.upload();
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      this.#isWanted = true;
      if (this.#failures === 1) this.#options.onError?.(error);
    }
  }
}
