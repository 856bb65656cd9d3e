const NANOS = 1e9;

/** Milliseconds as whole seconds and the nanoseconds beyond them, the form that OpenTelemetry has for times. */
export function secondsAndNanos(ms: number): [seconds: number, nanos: number] {
  const seconds = Math.trunc(ms / 1000);
  const nanos = Math.round((ms - seconds * 1000) * 1e6);
  return nanos < NANOS ? [seconds, nanos] : [seconds + 1, nanos - NANOS];
}
