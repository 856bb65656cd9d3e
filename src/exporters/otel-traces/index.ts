export { OtelTraces } from './otel-traces.js';
export type { AttributeKeys, HandlerStyle, OtelTracesOptions, ParentContext, TraceScope } from './options.js';
export { propagatorOf } from './propagators.js';
export type { PropagatorName } from './propagators.js';
export type { PropagationOptions } from './propagation.js';
export type { RemotePolicy } from '../../metadata/index.js';
export { eventRecords } from './event-records.js';
export type { EventRecord, EventRecords } from './event-records.js';
export type { RotateLimits } from './trace-parts.js';
export { SdkSink } from './sdk-sink.js';
export type { SdkSinkOptions } from './sdk-sink.js';
export { RecordingSink } from './recording-sink.js';
export type { RecordedEvent, RecordedSpan, RecordingSinkOptions } from './recording-sink.js';
export type { ActiveContext, SinkSpan, SpanAttributes, SpanEnd, SpanLink, SpanSink, SpanStart } from './span-sink.js';
export { startRoot } from './span-sink.js';
export { parseTraceparent } from './traceparent.js';
export { otelCarrier, otelChildEnv, referenceEnvironmentOf, spanEnvironment } from './child-env.js';
export type { ChildEnvOptions } from './child-env.js';
export { otelStateContext } from './state-context.js';
export type { TracedMachine, TracedStates } from './traced-machine.js';
export { configuredTraces } from './configured.js';
export { configuredPropagation } from './configured-propagation.js';
export type { ConfiguredPropagation } from './configured-propagation.js';
export { configuredTracer } from './configured-tracer.js';
export { bindOtelTracer, OtelMachTracer } from './otel-mach-tracer.js';
export type {
  OtelMachTracerConstructor,
  OtelMachTracerOptions,
  ReferenceMachTracerOptions,
} from './otel-mach-tracer.js';
export { ReferenceTraces } from './reference-traces.js';
export type { ReferenceTracesOptions } from './reference-options.js';
export { globalTraceSource, traceSourceOf } from './trace-source.js';
export type { TraceSource } from './trace-source.js';
export type { Bindable, Handle } from '../shared/index.js';
