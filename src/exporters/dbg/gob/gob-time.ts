/** An instant as gob carries it: Go's `time.Time` to the nanosecond, with the zone it was written in (debugger specification §3.7). */
export interface GobTime {
  /** Whole seconds since 1970-01-01 UTC; negative before. */
  readonly seconds: number;
  /** 0 to 999,999,999 nanoseconds on top. */
  readonly nanoseconds: number;
  /** Seconds east of UTC; undefined for UTC itself. */
  readonly offsetSeconds: number | undefined;
}
