import type { TraceContext } from '../../tracer/index.js';

/** One observation of a series whose trace is kept, so that a dashboard can lead to it. */
export interface Exemplar {
  readonly traceId: string;
  readonly spanId: string;
  /** In the unit of the family; 1 for a counter. */
  readonly value: number;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
}

const SAMPLED = 1;

/** The exemplar of an observation; undefined where its span is not sampled, as nobody could find it. */
export function exemplarOf(context: TraceContext | undefined, value: number, atMs: number): Exemplar | undefined {
  if (context === undefined || (context.traceFlags & SAMPLED) === 0) return undefined;
  return { traceId: context.traceId, spanId: context.spanId, value, atMs };
}

/** As OpenMetrics has it, of names and values together. */
const MAX_CODE_POINTS = 128;

/** The labels of an exemplar; undefined for ids of a tracer that are too long for one. */
export function exemplarLabels({ traceId, spanId }: Exemplar): Readonly<Record<string, string>> | undefined {
  const labels = { trace_id: traceId, span_id: spanId };
  return Array.from(Object.entries(labels).flat().join('')).length > MAX_CODE_POINTS ? undefined : labels;
}
