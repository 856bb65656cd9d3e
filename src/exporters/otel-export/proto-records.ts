import type { SpanContext } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { writeAttributes, writeRequest, writeValue } from './proto-values.js';
import { ProtoWriter } from './proto-writer.js';

/** Keys of fields: the number of the field times eight, and its wire type. */
const SPAN = {
  ...{ traceId: 0x0a, spanId: 0x12, traceState: 0x1a, parentSpanId: 0x22, name: 0x2a, kind: 0x30, start: 0x39 },
  ...{ end: 0x41, attributes: 0x4a, droppedAttributes: 0x50, events: 0x5a, droppedEvents: 0x60, links: 0x6a },
  ...{ droppedLinks: 0x70, status: 0x7a, flags: 0x85 },
} as const;
const EVENT = { time: 0x09, name: 0x12, attributes: 0x1a, dropped: 0x20 } as const;
const LINK = { traceId: 0x0a, spanId: 0x12, traceState: 0x1a, attributes: 0x22, dropped: 0x28, flags: 0x35 } as const;
const STATUS = { message: 0x12, code: 0x18 } as const;
const LOG = {
  ...{ time: 0x09, severityNumber: 0x10, severityText: 0x1a, body: 0x2a, attributes: 0x32, dropped: 0x38 },
  ...{ flags: 0x45, traceId: 0x4a, spanId: 0x52, observedTime: 0x59, eventName: 0x62 },
} as const;

/** Of flags: it is known whether a context came from elsewhere, and it did. */
const KNOWS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

const writer = new ProtoWriter();

/** Bytes that the length of the last one took; the next one is probably much the same. */
let spanLength = 2;
let eventLength = 1;

/** A request of OTLP as Protocol Buffers; the same bytes as those of `ProtobufTraceSerializer`. */
export function spansRequest(spans: readonly ReadableSpan[]): Uint8Array {
  return requestOf(spans, writeSpan);
}

/** A request of OTLP as Protocol Buffers; the same bytes as those of `ProtobufLogsSerializer`. */
export function logsRequest(records: readonly ReadableLogRecord[]): Uint8Array {
  return requestOf(records, writeLogRecord);
}

function requestOf<T extends ReadableSpan | ReadableLogRecord>(
  records: readonly T[],
  writeRecord: (to: ProtoWriter, key: number, record: T) => void,
): Uint8Array {
  // What could not be read may have left half a message.
  writer.clear();
  writeRequest(writer, records, writeRecord);
  return writer.finish();
}

function writeSpan(to: ProtoWriter, key: number, span: ReadableSpan): void {
  const guess = spanLength;
  const start = to.open(key, guess);
  const context = span.spanContext();
  const { parentSpanContext, status } = span;
  to.hexAgain(SPAN.traceId, context.traceId);
  to.hex(SPAN.spanId, context.spanId);
  writeState(to, SPAN.traceState, context);
  if (parentSpanContext?.spanId) to.hexAgain(SPAN.parentSpanId, parentSpanContext.spanId);
  to.text(SPAN.name, span.name);
  // The protocol has a number for none.
  to.varint(SPAN.kind, span.kind + 1);
  to.time(SPAN.start, span.startTime);
  to.time(SPAN.end, span.endTime);
  writeAttributes(to, SPAN.attributes, span.attributes);
  to.varint(SPAN.droppedAttributes, span.droppedAttributesCount);
  for (const event of span.events) writeEvent(to, event);
  to.varint(SPAN.droppedEvents, span.droppedEventsCount);
  for (const link of span.links) writeLink(to, link);
  to.varint(SPAN.droppedLinks, span.droppedLinksCount);
  const inner = to.open(SPAN.status);
  if (status.message) to.text(STATUS.message, status.message);
  to.varint(STATUS.code, status.code);
  to.close(inner);
  to.fixed32(SPAN.flags, flagsOf(context.traceFlags, parentSpanContext?.isRemote));
  spanLength = to.close(start, guess);
}

function writeEvent(to: ProtoWriter, event: ReadableSpan['events'][number]): void {
  const guess = eventLength;
  const start = to.open(SPAN.events, guess);
  to.time(EVENT.time, event.time);
  to.text(EVENT.name, event.name);
  if (event.attributes !== undefined) writeAttributes(to, EVENT.attributes, event.attributes);
  to.varint(EVENT.dropped, event.droppedAttributesCount ?? 0);
  eventLength = to.close(start, guess);
}

function writeLink(
  to: ProtoWriter,
  { context, attributes, droppedAttributesCount }: ReadableSpan['links'][number],
): void {
  const start = to.open(SPAN.links);
  to.hexAgain(LINK.traceId, context.traceId);
  to.hex(LINK.spanId, context.spanId);
  writeState(to, LINK.traceState, context);
  if (attributes !== undefined) writeAttributes(to, LINK.attributes, attributes);
  to.varint(LINK.dropped, droppedAttributesCount ?? 0);
  to.fixed32(LINK.flags, flagsOf(context.traceFlags, context.isRemote));
  to.close(start);
}

function writeLogRecord(to: ProtoWriter, key: number, record: ReadableLogRecord): void {
  const start = to.open(key);
  const { spanContext, severityNumber } = record;
  to.time(LOG.time, record.hrTime);
  if (severityNumber) to.varint(LOG.severityNumber, severityNumber);
  if (record.severityText) to.text(LOG.severityText, record.severityText);
  if (record.body !== undefined) writeValue(to, LOG.body, record.body);
  writeAttributes(to, LOG.attributes, record.attributes);
  to.varint(LOG.dropped, record.droppedAttributesCount);
  if (spanContext !== undefined) {
    if (spanContext.traceFlags) to.fixed32(LOG.flags, spanContext.traceFlags);
    if (spanContext.traceId) to.hex(LOG.traceId, spanContext.traceId);
    if (spanContext.spanId) to.hex(LOG.spanId, spanContext.spanId);
  }
  to.time(LOG.observedTime, record.hrTimeObserved);
  if (record.eventName) to.text(LOG.eventName, record.eventName);
  to.close(start);
}

function writeState(to: ProtoWriter, key: number, { traceState }: SpanContext): void {
  const text = traceState?.serialize();
  if (text) to.text(key, text);
}

function flagsOf(traceFlags: number, isRemote: boolean | undefined): number {
  return (traceFlags & 0xff) | KNOWS_REMOTE | (isRemote === true ? IS_REMOTE : 0);
}
