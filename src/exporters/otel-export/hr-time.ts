import type { HrTime, TimeInput } from '@opentelemetry/api';
import { secondsAndNanos } from '../shared/index.js';

const START_MS = performance.timeOrigin;

/** A time as OpenTelemetry takes it, in seconds and nanoseconds since the epoch; numbers from before the process are `performance.now()`. */
export function hrTimeOf(time: TimeInput): HrTime {
  if (Array.isArray(time)) return time;
  const given = typeof time === 'number' ? time : time.getTime();
  const ms = typeof time === 'number' && given < START_MS ? START_MS + given : given;
  return secondsAndNanos(ms);
}
