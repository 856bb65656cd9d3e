export type { ClassShape, HandlerShape } from './class-shape.js';
export { BREAKER } from './breaker-limits.js';
export type { BreakerLimits } from './breaker-limits.js';
export type { BreakerCause, BreakerState, TracerHealth } from './breaker.js';
export {
  healthOf,
  idOf,
  limitBreakers,
  propertyOf,
  reportTracerError,
  setTracerErrorSink,
  tracerStats,
} from './failures.js';
export type { TracerStats } from './failures.js';
export { FanOut } from './fan-out.js';
export type { TracerErrorSink } from './guard.js';
export { HIDDEN, isSecret } from './secret-mark.js';
export { secretSearch } from './secret-search.js';
export type { SecretSearch } from './secret-search.js';
export { textsOf } from './secret-values.js';
export { Secret, secret } from './secret.js';
export { causesBehind } from './error-causes.js';
export { noteCause, secretTexts, withoutSecrets, withoutTexts } from './secret-texts.js';
export { thrownText } from './thrown-text.js';
export type { InheritRules, InheritTest } from './inherit-rules.js';
export { SELECT_ALL } from './selection.js';
export type { Selection, Signal, StateFilter } from './selection.js';
export type { TraceCarrier, TraceContext, TraceState } from './trace-context.js';
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
  PlanView,
  RejectionReason,
  RelationName,
  SettledOutcome,
  StateView,
  Step,
  TransitionView,
} from './views.js';
