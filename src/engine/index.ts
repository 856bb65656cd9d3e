export {
  activeIn,
  addTime,
  filterTime,
  incrementTime,
  isEarlier,
  isLater,
  isSameTime,
  nextActive,
  nextActiveIn,
  nextInactive,
  nextInactiveIn,
  nonZeroStates,
  sumTime,
  tickOf,
  timeAny,
  timeIs,
  timeNot,
  timeSince,
  timeText,
} from './clock.js';
export type { Time, TimeIndex } from './clock.js';
export { activationOf } from './activations.js';
export type { Activation } from './activations.js';
export { eventSource } from './event-source.js';
export type { EventSource } from './event-source.js';
export { MachineEvent } from './event.js';
export { setMachineHooks } from './hooks.js';
export type { MachineHooks } from './hooks.js';
export { Machine } from './machine.js';
export type { AnyMachine, MachineBase, MachineShape, StateGroupsOf } from './machine.js';
export type { MachineOptions, MutationOptions, WaitOptions } from './machine-options.js';
export { CANCELED, EXECUTED, isQueued, QUEUED } from './mutation.js';
export type { Args, Result } from './mutation.js';
export type { ArgsOf, EventOf, Handlers, KnownStates, MutationRest, NamesIn, schemaType, StateOf } from './names.js';
export type { Logger } from './observer.js';
export { prepend } from './prepend.js';
export type { MutationRequest } from './prepend.js';
export { findQueued, isQueuedAbove, queueOf, willBe, willBeAny, willBeRemoved } from './queue-query.js';
export type { QueueMatch, QueueQuery } from './queue-query.js';
export { args, defineSchema, EXCEPTION } from './schema.js';
export type { ArgsToken, Schema, StateDefinition } from './schema.js';
export type { Clock } from './subscriptions.js';
export { ANY, STEP } from './step.js';
export { isActiveTick } from './tick.js';
export { onDispose, disposeForce } from './end.js';
export type { DisposeCallback } from './disposal.js';
export { setSchema, schemaVersion } from './set-schema.js';
export { exportMachine, importMachine, machineTick } from './export.js';
export type { MachineExport } from './export.js';
export { activeSince } from './since.js';
export { internalErrors } from './internal-errors.js';
export { evaluate } from './evaluate.js';
export type { EvaluateOptions } from './evaluate.js';
export { fork, go, goAfter, poolFork, setPoolLimit } from './fork.js';
export type { Work } from './fork.js';
export { catchToErr } from './catch-to-err.js';
export { argsMapper, LOG_ARGS } from './log-args.js';
export type { ArgsMapper } from './log-args.js';
export { addBreakpoint } from './breakpoint.js';
export type { Breakpoint } from './breakpoint.js';
export { isClock, isTime, wasClock, wasTime } from './clock-query.js';
export { firstActive } from './first-active.js';
export { lineLogger } from './line-logger.js';
export { optionsOf, setOptions } from './live-options.js';
export type { LiveOptions } from './live-options.js';
export { machineStats } from './machine-stats.js';
export type { MachineStats } from './machine-stats.js';
export { pipe } from './pipe.js';
export type { Pipe, PipeMutation, PipeOptions } from './pipe.js';
export { pipesOf, removePipes } from './pipe-registry.js';
export { pipeAny, pipeConnected, pipeErr, pipeMany, pipeReady, pipeStart } from './pipe-set.js';
export type { PipeSet } from './pipe-set.js';
export type { BindingOptions } from './bindings.js';
export { exceptionHandlers } from './exception-handlers.js';
export { bindHandlerMaps } from './handler-maps.js';
export type { HandlerMap } from './handler-maps.js';
export { bindingsOf } from './binding-ids.js';
export { statesOfHandler } from './handler-name.js';
export { machineOf } from './view.js';
