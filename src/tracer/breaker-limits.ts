/** When a tracer is left out, and for how long. */
export interface BreakerLimits {
  /** Errors within {@link windowMs}, in milliseconds, that open its breaker. @default 10 within 10,000 */
  readonly errors: number;
  readonly windowMs: number;
  /** A callback that takes longer is slow. @default 30 ms */
  readonly slowMs: number;
  /** Slow calls in a row, of one callback or of all, within {@link windowMs} too. @default 5 */
  readonly slowCallbacks: number;
  /** The first time out, in milliseconds; each one that follows soon is twice as long. @default 1,000 */
  readonly backOffMs: number;
  /** Longest time out, in milliseconds. @default 60,000 */
  readonly maxBackOffMs: number;
}

/** Limits where nothing else is said. */
export const BREAKER: BreakerLimits = {
  errors: 10,
  windowMs: 10_000,
  slowMs: 30,
  slowCallbacks: 5,
  backOffMs: 1_000,
  maxBackOffMs: 60_000,
};

/** Of tracers that are never left out; their errors and slow calls are counted all the same. */
export const NEVER_OPEN: BreakerLimits = {
  ...BREAKER,
  errors: Number.POSITIVE_INFINITY,
  slowCallbacks: Number.POSITIVE_INFINITY,
};
