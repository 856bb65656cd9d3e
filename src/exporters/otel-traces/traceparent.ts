import type { TraceContext } from '../../tracer/index.js';
import { hasIdentity } from './span-sink.js';

const FORMAT = /^(?<version>[0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?<more>-.*)?$/;

/** Reads a W3C `traceparent`; `undefined` when it is malformed or names nothing. */
export function parseTraceparent(text: string): TraceContext | undefined {
  const match = FORMAT.exec(text.trim());
  if (match === null) return undefined;
  const [, version = '', traceId = '', spanId = '', flags = '', more] = match;
  // Versions to come may add to it, this one ends here.
  if (version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  const context = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) };
  return hasIdentity(context) ? context : undefined;
}

/** A span as W3C `traceparent`. */
export function traceparentOf({ traceId, spanId, traceFlags }: TraceContext): string {
  return `00-${traceId}-${spanId}-${flagsOf(traceFlags)}`;
}

/** Flags of a trace as two hexadecimal digits. */
export function flagsOf(traceFlags: number): string {
  return (traceFlags & 0xff).toString(16).padStart(2, '0');
}
