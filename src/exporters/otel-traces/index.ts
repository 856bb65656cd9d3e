export { OtelTraces } from './otel-traces.js';
export type { AttributeKeys, OtelTracesOptions } from './settings.js';
export { SdkSink } from './sdk-sink.js';
export type { SdkSinkOptions } from './sdk-sink.js';
export { RecordingSink } from './recording-sink.js';
export type { RecordedEvent, RecordedSpan, RecordingSinkOptions } from './recording-sink.js';
export type { SinkSpan, SpanAttributes, SpanEnd, SpanLink, SpanSink, SpanStart } from './span-sink.js';
export { parseTraceparent } from './traceparent.js';
