export { FakeClock } from './fake-clock.js';
export { tracerContract } from './tracer-contract.js';
export type { TracerContractOptions } from './tracer-contract.js';
export { RecordingTracer } from './recording-tracer.js';
export type { RecordingTracerOptions } from './recording-tracer.js';
export type { CallbackName, HandlerRecord, MutationRecord, TracerRecord, TransitionRecord } from './records.js';
