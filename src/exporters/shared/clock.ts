/** Milliseconds since the epoch, with a fraction. */
export type Clock = () => number;

/** The time of the process: monotonic between two calls, finer than a millisecond. */
export const systemClock: Clock = () => performance.timeOrigin + performance.now();

/** Timers as far as an exporter needs them; tests pass ones that stand still. */
export interface Timers {
  setTimeout(run: () => void, delayMs: number): unknown;
  clearTimeout(id: unknown): void;
}

/** Timers of the process that do not keep it alive. */
export const backgroundTimers: Timers = {
  setTimeout(run, delayMs) {
    const timer: unknown = setTimeout(run, delayMs);
    unref(timer);
    return timer;
  },
  clearTimeout(id) {
    clearTimeout(id as ReturnType<typeof setTimeout>);
  },
};

/** Browsers hand out numbers, Node objects that can be told not to keep the process alive. */
function unref(timer: unknown): void {
  if (typeof timer === 'object') (timer as { unref?: () => void }).unref?.();
}
