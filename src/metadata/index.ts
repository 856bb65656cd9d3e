export type { ArgNameOf, ClassArgNameOf, ResultNameOf, StateEntryOf, StateNameOf } from './class-types.js';
export { dialectOf, noteDialect } from './dialects.js';
export type { Dialect } from './dialects.js';
export { METRIC_GROUPS } from './mark-options.js';
export type {
  ContentOptions,
  ErrorPolicy,
  ErrorRedactor,
  LoggedOptions,
  MeteredOptions,
  MetricGroup,
  NoiseOptions,
  RemotePolicy,
  SampleRule,
  StateLists,
  StateOptions,
  TracedOptions,
} from './mark-options.js';
export { isMarkSetting, isThunk, toMark } from './marks.js';
export type {
  ClassLike,
  ClassMarks,
  InstanceOf,
  MachineClass,
  Mark,
  MarkSetting,
  ParentMark,
  SignalMarks,
} from './marks.js';
export { misplaced } from './mistakes.js';
export type { Misplacement } from './mistakes.js';
export { announce, markedClasses, mistakesIn, onMarked } from './registry.js';
export type { MarkedListener } from './registry.js';
export { isMarked, marksOf } from './resolve.js';
export { writeClassMark, writeHandlerMark, writeParentMark } from './store.js';
export type { MarkTarget } from './store.js';
export type { LogLevelName, Signal } from '../tracer/index.js';
