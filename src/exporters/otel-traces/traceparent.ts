import type { TraceContext } from '../../tracer/index.js';
import { hasIdentity } from './span-sink.js';

const FORMAT = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;

/** Reads a W3C `traceparent`; `undefined` when it is malformed or names nothing. */
export function parseTraceparent(text: string): TraceContext | undefined {
  const match = FORMAT.exec(text);
  if (match === null || text.startsWith('ff')) return undefined;
  const [, traceId = '', spanId = '', flags = ''] = match;
  const context = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) };
  return hasIdentity(context) ? context : undefined;
}
