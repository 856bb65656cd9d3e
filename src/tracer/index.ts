export type { ClassShape, HandlerShape } from './class-shape.js';
export { FanOut, reportTracerError, setTracerErrorSink } from './fan-out.js';
export type { TracerErrorSink } from './fan-out.js';
export { SELECT_ALL } from './selection.js';
export type { Selection, Signal } from './selection.js';
export type { TraceContext } from './trace-context.js';
export type { Tracer } from './tracer.js';
export { LOG_LEVELS } from './views.js';
export type {
  Cancellation,
  CancelReason,
  HandlerCall,
  HandlerOutcome,
  HandlerPhase,
  LogLevel,
  LogLevelName,
  LogLine,
  MachineView,
  MutationSource,
  MutationType,
  MutationView,
  RejectionReason,
  RelationName,
  SettledOutcome,
  StateView,
  Step,
  TransitionView,
} from './views.js';
