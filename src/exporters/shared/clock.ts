export { backgroundTimers } from '../../timers.js';
export type { Timers } from '../../timers.js';

/** Milliseconds since the epoch, with a fraction. */
export type Clock = () => number;

/** The time of the process: monotonic between two calls, finer than a millisecond. */
export const systemClock: Clock = () => performance.timeOrigin + performance.now();
