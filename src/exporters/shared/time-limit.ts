import { backgroundTimers } from '../../timers.js';
import type { Timers } from '../../timers.js';

/**
 * Waits for work, but no longer than `limitMs`; never rejects.
 * @returns whether the work ended well in time
 */
export async function endsWithin(work: Promise<unknown>, limitMs: number): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), limitMs);
  });
  try {
    return await Promise.race([work.then(() => true), limit]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Waits for the result of work, but no longer than `limitMs`; the work itself goes on.
 * @param what as the error names it: `the registry`
 * @throws Error when time is up; what the work rejects with
 */
export async function resultWithin<T>(
  work: Promise<T>,
  limitMs: number,
  what: string,
  timers: Timers = backgroundTimers,
): Promise<T> {
  let timer: unknown;
  const limit = new Promise<never>((_, reject) => {
    const late = (): void => reject(new Error(`${what} did not answer within ${String(limitMs)} ms`));
    timer = timers.setTimeout(late, limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    timers.clearTimeout(timer);
  }
}
