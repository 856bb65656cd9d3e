import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { LOG_ATTR } from '../../semconv.js';
import { jsonLine, oneLine, pairsText, serviceOf, spanContextText, timeText } from './console-text.js';

/** What the rest of the line tells, and the stack, which does not fit into one. */
const TOLD: ReadonlySet<string> = new Set([
  ...[LOG_ATTR.legacyId, LOG_ATTR.machineId, LOG_ATTR.machineClass, LOG_ATTR.level, LOG_ATTR.tag],
  ...[LOG_ATTR.added, LOG_ATTR.removed, LOG_ATTR.exceptionMessage, LOG_ATTR.exceptionStacktrace],
]);
const FIRST_FRAME = /\n\s+(at .+)/;
const SEVERITY_WIDTH = 10;

/** `2026-11-21T18:14:47.123Z changes    Feed feed-1 [state] +Ready -Downloading asyncmachine.tx.id=... trace=... span=...` */
export function logText(record: ReadableLogRecord): string {
  const { attributes, body, severityText = '', eventName } = record;
  const subject = [attributes[LOG_ATTR.machineClass], attributes[LOG_ATTR.machineId]].filter(isText);
  const message =
    body === undefined || body === null ? (eventName ?? '') : typeof body === 'string' ? body : jsonLine({ body });
  const words = [timeText(record.hrTime), severityText.padEnd(SEVERITY_WIDTH), ...subject, message];
  return (
    oneLine(words.join(' ')) + frameText(attributes) + pairsText(attributes, TOLD) + spanContextText(record.spanContext)
  );
}

/** The record as a line of JSON. */
export function logJson(record: ReadableLogRecord): string {
  const { spanContext } = record;
  return jsonLine({
    time: timeText(record.hrTime),
    severityText: record.severityText,
    severityNumber: record.severityNumber,
    eventName: record.eventName,
    body: record.body,
    attributes: record.attributes,
    traceId: spanContext?.traceId,
    spanId: spanContext?.spanId,
    service: serviceOf(record.resource),
  });
}

/** Where an error came from. */
function frameText(attributes: ReadableLogRecord['attributes']): string {
  const stack = attributes[LOG_ATTR.exceptionStacktrace];
  const frame = typeof stack === 'string' ? FIRST_FRAME.exec(stack)?.[1] : undefined;
  return frame === undefined ? '' : ` (${oneLine(frame)})`;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
