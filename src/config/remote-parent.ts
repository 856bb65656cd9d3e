import type { Environment, EnvironmentSettings } from './env.js';

/**
 * The remote parent of top-level machines by the ids of the reference; a `TRACEPARENT` that is one beats it. Half a parent is worth a
 * warning where nothing else is said.
 */
export function readTraceparent(environment: Environment): Omit<EnvironmentSettings, 'mistakes'> {
  const { TRACEPARENT, AM_OTEL_TRACE_ID: traceId, AM_OTEL_SPAN_ID: spanId } = environment;
  const flags = environment['AM_OTEL_TRACE_FLAGS']?.trim() ?? '';
  if (!traceId && !spanId) return { settings: [], warnings: [] };
  const value = `00-${traceId?.trim() ?? ''}-${spanId?.trim() ?? ''}-${flags === '' ? '01' : flags}`.toLowerCase();
  if (/^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/.test(value)) {
    return { settings: [{ path: ['traces', 'traceparent'], value, source: 'AM_OTEL_TRACE_ID' }], warnings: [] };
  }
  if (TRACEPARENT?.trim()) return { settings: [], warnings: [] };
  const reason = 'together they must be 32 and 16 hexadecimal digits, not all 0, AM_OTEL_TRACE_FLAGS 2';
  return { settings: [], warnings: [`AM_OTEL_TRACE_ID and AM_OTEL_SPAN_ID decide nothing: ${reason}`] };
}
