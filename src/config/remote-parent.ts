import type { EnvironmentSettings } from './env.js';

const PATH = ['traces', 'traceparent'];

/** The remote parent of top-level machines: `TRACEPARENT`, else the pair of ids of the reference. */
export function readTraceparent(environment: Readonly<Record<string, string | undefined>>): EnvironmentSettings {
  const { TRACEPARENT, AM_OTEL_TRACE_ID: traceId, AM_OTEL_SPAN_ID: spanId } = environment;
  if (TRACEPARENT)
    return { settings: [{ path: PATH, value: TRACEPARENT.trim(), source: 'TRACEPARENT' }], warnings: [] };
  if (!traceId && !spanId) return { settings: [], warnings: [] };
  if (/^[0-9a-f]{32}$/i.test(traceId ?? '') && /^[0-9a-f]{16}$/i.test(spanId ?? '')) {
    const value = `00-${traceId ?? ''}-${spanId ?? ''}-01`.toLowerCase();
    return { settings: [{ path: PATH, value, source: 'AM_OTEL_TRACE_ID' }], warnings: [] };
  }
  const reason = 'together they must be 32 and 16 hexadecimal digits';
  return { settings: [], warnings: [`AM_OTEL_TRACE_ID and AM_OTEL_SPAN_ID decide nothing: ${reason}`] };
}
