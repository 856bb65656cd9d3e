// Machines made before telemetry starts are remembered from here on.
import './instrument/index.js';

export {
  args,
  CANCELED,
  defineSchema,
  EXCEPTION,
  EXECUTED,
  isActiveTick,
  isQueued,
  Machine,
  MachineEvent,
  QUEUED,
} from './engine/index.js';
export type {
  AnyMachine,
  Args,
  ArgsOf,
  ArgsToken,
  Clock,
  EventOf,
  Handlers,
  Logger,
  MachineBase,
  MachineOptions,
  MutationOptions,
  Result,
  Schema,
  StateDefinition,
  StateOf,
  WaitOptions,
} from './engine/index.js';
export { ERROR_CODES, MachineError } from './errors.js';
export type { ErrorCode } from './errors.js';
export { LOG_LEVELS, SELECT_ALL } from './tracer/index.js';
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
  Selection,
  SettledOutcome,
  Signal,
  StateView,
  Step,
  TraceContext,
  Tracer,
  TransitionView,
} from './tracer/index.js';
export { isMarked, marksOf } from './metadata/index.js';
export type { ClassMarks, Mark, ParentMark } from './metadata/index.js';
