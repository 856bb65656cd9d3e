import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { jsonLine, msOf, oneLine, pairsText, serviceOf, spanContextText, timeText } from './console-text.js';

const NONE: ReadonlySet<string> = new Set();
/** By their numbers. */
const STATUS: readonly string[] = ['unset', 'ok', 'error'];
const FAILED = 'error';

/** `2026-11-21T18:14:47.123Z span 0: [add] Ready 1.234 ms, 4 events tx_id=... trace=... span=... parent=...` */
export function spanText(span: ReadableSpan): string {
  const { name, status, events, attributes, parentSpanContext } = span;
  const failure = STATUS[status.code] === FAILED ? `, failed: ${status.message ?? ''}` : '';
  const told = events.length === 0 ? '' : `, ${String(events.length)} event${events.length === 1 ? '' : 's'}`;
  const head = `${timeText(span.startTime)} span ${name} ${msOf(span.duration).toFixed(3)} ms${told}${failure}`;
  const parent = parentSpanContext === undefined ? '' : ` parent=${parentSpanContext.spanId}`;
  return oneLine(head) + pairsText(attributes, NONE) + spanContextText(span.spanContext()) + parent;
}

/** The span as a line of JSON. */
export function spanJson(span: ReadableSpan): string {
  const { traceId, spanId } = span.spanContext();
  return jsonLine({
    time: timeText(span.startTime),
    name: span.name,
    durationMs: msOf(span.duration),
    status: STATUS[span.status.code],
    statusMessage: span.status.message,
    attributes: span.attributes,
    events: span.events.map(({ name, time, attributes }) => ({ time: timeText(time), name, attributes })),
    links: span.links.map(({ context, attributes }) => ({
      traceId: context.traceId,
      spanId: context.spanId,
      attributes,
    })),
    traceId,
    spanId,
    parentSpanId: span.parentSpanContext?.spanId,
    service: serviceOf(span.resource),
  });
}
