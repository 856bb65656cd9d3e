import type { Tracer } from '@opentelemetry/api';
import type { SpanProbe } from '../../doctor/index.js';

const NO_TRACE = '0'.repeat(32);

/** Starts a span to see what becomes of it; it is never ended, so nobody exports it. */
export function probeOf(tracer: Pick<Tracer, 'startSpan'>): SpanProbe {
  const span = tracer.startSpan('statescope doctor', { root: true });
  return { valid: span.spanContext().traceId !== NO_TRACE, recording: span.isRecording() };
}
