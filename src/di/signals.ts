import { raiseAgain } from './raise-again.js';

/** What the process tells a telemetry. None of it rejects. */
export interface ProcessListener {
  /** The process goes on: everything recorded so far goes out. */
  flush(): Promise<void>;
  /** The process ends; bounded in time. */
  shutdown(): Promise<void>;
  /** Its configuration file may have changed. */
  reload(): Promise<void>;
}

/** They end a process that does not listen to them. */
const ENDING = ['SIGTERM', 'SIGINT'] as const;
const RELOADING = 'SIGHUP';

/**
 * Lets listeners know what happens to the process. After a signal or an uncaught error they are shut down, and then Node's
 * own end follows, with the same signal or exit code: a listener of ours is taken away, and what it held back happens
 * again. Where the program listens as well, the process does not end by that, and listeners are only flushed.
 */
class ProcessWatch {
  readonly #listeners = new Set<ProcessListener>();
  #ends = false;

  add(listener: ProcessListener): void {
    if (this.#listeners.size === 0) this.#watch();
    this.#listeners.add(listener);
  }

  delete(listener: ProcessListener): void {
    if (this.#listeners.delete(listener) && this.#listeners.size === 0 && !this.#ends) this.#unwatch();
  }

  /** First in line: a listener of the program that is called only once would be gone by the time it is counted. */
  #watch(): void {
    for (const signal of ENDING) process.prependListener(signal, this.#signaled);
    process.prependListener(RELOADING, this.#reload);
    process.prependListener('uncaughtException', this.#failed);
  }

  #unwatch(): void {
    for (const signal of ENDING) process.off(signal, this.#signaled);
    process.off(RELOADING, this.#reload);
    process.off('uncaughtException', this.#failed);
  }

  readonly #signaled = (signal: NodeJS.Signals): void => {
    const isOurs = process.listenerCount(signal) === 1;
    if (!isOurs) void this.#each((listener) => listener.flush());
    else {
      // A second one, the same or another, ends the process at once, as it would have without us.
      for (const ending of ENDING) process.off(ending, this.#signaled);
      void this.#end(() => process.kill(process.pid, signal));
    }
  };

  readonly #reload = (): void => {
    void this.#each((listener) => listener.reload());
  };

  /** Unhandled rejections come here too, unless the program told Node to treat them otherwise. */
  readonly #failed = (error: unknown, origin: NodeJS.UncaughtExceptionOrigin): void => {
    const isOurs = process.listenerCount('uncaughtException') === 1;
    if (!isOurs) void this.#each((listener) => listener.flush());
    // What fails after the first error, in a process that is at its end, would not have happened without us.
    else if (!this.#ends) void this.#end(() => raiseAgain(error, origin));
  };

  async #end(then: () => void): Promise<void> {
    this.#ends = true;
    await this.#each((listener) => listener.shutdown());
    this.#unwatch();
    this.#ends = false;
    then();
  }

  async #each(tell: (listener: ProcessListener) => Promise<void>): Promise<void> {
    await Promise.allSettled([...this.#listeners].map(tell));
  }
}

// Whatever their form: what it is told and tells stays as it is.
const KEY = Symbol.for('statescope.processWatch');
const holder = globalThis as { [KEY]?: ProcessWatch | undefined };

/**
 * Listens for signals and uncaught errors on behalf of a telemetry.
 * @returns stops it
 */
export function watchProcess(listener: ProcessListener): () => void {
  // One for the process, whichever copies of the package are loaded: two would take each other for the program.
  const watch = (holder[KEY] ??= new ProcessWatch());
  watch.add(listener);
  return () => {
    watch.delete(listener);
  };
}
