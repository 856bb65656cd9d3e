/** Timers as far as what runs in the background needs them; tests pass ones that stand still. */
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
