export { backgroundTimers } from '../../timers.js';
export type { Timers } from '../../timers.js';

/** Milliseconds since the epoch, with a fraction. */
export type Clock = () => number;

/** To read it each time takes longer than the clock itself. */
const EPOCH_MS = performance.timeOrigin;

/** The time of the process: monotonic between two calls, finer than a millisecond. */
export const systemClock: Clock = () => EPOCH_MS + performance.now();
