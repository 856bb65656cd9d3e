import { VERSION } from './copies.js';

/** Instrumentation scope of everything this package emits. */
export const SCOPE_NAME = 'statescope';

/** Version of the instrumentation scope: that of the package. */
export const SCOPE_VERSION = VERSION;

/** How the doctor names itself in the requests it makes. */
export const DOCTOR_AGENT = 'statescope-doctor';

/** Names the version of the names in this file; on scope and resource. An identifier, nothing is fetched from it. */
export const SCHEMA_URL = `https://statescope.dev/schemas/${SCOPE_VERSION}`;

/** Span names and their parts (telemetry specification §1.1). */
export const SPAN = {
  root: 'root',
  machinePrefix: 'mach',
  states: 'states',
  transitions: 'transitions',
  submachines: 'submachines',
  /** States of no group. */
  otherGroup: 'other',
  multiSuffix: ' [M]',
  errorPrefix: '!',
  startedSuffix: ' started',
  lifetimeSuffix: ' lifetime',
  /** Of a transition that failed, under plain naming. */
  failed: 'exception',
} as const;

/** Span attributes: the legacy keys of §1.2-1.3 and their namespaced twins of §1.15. */
export const ATTR = {
  id: 'id',
  machineId: 'mach_id',
  txId: 'tx_id',
  timeBefore: 'time_before',
  timeAfter: 'time_after',
  mutation: 'mutation',
  error: 'error',
  argsPrefix: 'args.',
  statesDiff: 'states_diff',
  accepted: 'accepted',
  auto: 'auto',
  stepsCount: 'steps_count',
  emitter: 'emitter',
  handler: 'name',

  amMachineId: 'asyncmachine.machine.id',
  amMachineClass: 'asyncmachine.machine.class',
  amMachineIndex: 'asyncmachine.machine.index',
  amMachineParentId: 'asyncmachine.machine.parent_id',
  amMachineTags: 'asyncmachine.machine.tags',
  amMachineTransitions: 'asyncmachine.machine.transitions',
  amMachineCanceled: 'asyncmachine.machine.canceled',
  amMachineExceptions: 'asyncmachine.machine.exceptions',
  amMachineTicks: 'asyncmachine.machine.ticks',
  amTxId: 'asyncmachine.tx.id',
  amTxType: 'asyncmachine.tx.mutation.type',
  amTxCalled: 'asyncmachine.tx.called',
  amTxAdded: 'asyncmachine.tx.added',
  amTxRemoved: 'asyncmachine.tx.removed',
  amTxResult: 'asyncmachine.tx.result',
  amTxCanceledBy: 'asyncmachine.tx.canceled_by',
  amTxCanceledReason: 'asyncmachine.tx.canceled_reason',
  amTxCheck: 'asyncmachine.tx.check',
  amTxAuto: 'asyncmachine.tx.auto',
  amTxSourceMachineId: 'asyncmachine.tx.source.machine_id',
  amTxSourceTxId: 'asyncmachine.tx.source.tx_id',
  amTxQueueWaitMs: 'asyncmachine.tx.queue_wait_ms',
  amTxNegotiationMs: 'asyncmachine.tx.negotiation_ms',
  amTxFinalMs: 'asyncmachine.tx.final_ms',
  amStateName: 'asyncmachine.state.name',
  amStateMulti: 'asyncmachine.state.multi',
  amStateTick: 'asyncmachine.state.tick',
  amStatePreexisting: 'asyncmachine.state.preexisting',
  amStateOpen: 'asyncmachine.state.open',
  amStateReentries: 'asyncmachine.state.reentries',
  amStateSegment: 'asyncmachine.state.segment',
  amStateGroups: 'asyncmachine.state.groups',
  amHandlerName: 'asyncmachine.handler.name',
  amHandlerPhase: 'asyncmachine.handler.phase',
  amHandlerOutcome: 'asyncmachine.handler.outcome',
  amHandlerDurationMs: 'asyncmachine.handler.duration_ms',
  amHandlerAsync: 'asyncmachine.handler.async',
  amHandlerResult: 'asyncmachine.handler.result',
  amLinkKind: 'asyncmachine.link.kind',
  amTracePart: 'asyncmachine.trace.part',

  codeFunctionName: 'code.function.name',
  errorType: 'error.type',
  exceptionType: 'exception.type',
  exceptionMessage: 'exception.message',
  exceptionStacktrace: 'exception.stacktrace',
  serviceName: 'service.name',
  serviceInstanceId: 'service.instance.id',
  hostName: 'host.name',
  distroName: 'telemetry.distro.name',
  distroVersion: 'telemetry.distro.version',
} as const;

/** Span events. */
export const EVENT = { exception: 'exception', finals: 'finals' } as const;

/** Log records in the place of span events. */
export const EVENT_RECORD = {
  exception: 'asyncmachine.transition.exception',
  handler: 'asyncmachine.handler',
} as const;

/** Values of {@link ATTR.amLinkKind}. */
export const LINK_KIND = {
  source: 'source',
  stateRemoved: 'state.removed',
  stateAdded: 'state.added',
  transition: 'transition',
  machine: 'machine',
  caller: 'caller',
  continuation: 'continuation',
  remote: 'remote',
} as const;

/** Attributes of log records (telemetry specification §2.3, §2.5). */
export const LOG_ATTR = {
  legacyId: 'asyncmachine.id',
  machineId: 'asyncmachine.machine.id',
  machineClass: 'asyncmachine.machine.class',
  level: 'asyncmachine.log.level',
  tag: 'asyncmachine.log.tag',
  txId: 'asyncmachine.tx.id',
  added: 'asyncmachine.tx.added',
  removed: 'asyncmachine.tx.removed',
  handlerName: 'asyncmachine.handler.name',
  handlerOutcome: 'asyncmachine.handler.outcome',
  handlerDurationMs: 'asyncmachine.handler.duration_ms',
  handlerResult: 'asyncmachine.handler.result',
  argsPrefix: 'args.',
  rejectionReason: 'asyncmachine.tx.rejected_reason',
  errorType: 'error.type',
  exceptionType: 'exception.type',
  exceptionMessage: 'exception.message',
  exceptionStacktrace: 'exception.stacktrace',
} as const;

/** Labels of metrics; every one takes its values from a closed set. */
export const LABEL = {
  machineClass: 'machine_class',
  machineId: 'machine_id',
  state: 'state',
  change: 'change',
  mutation: 'mutation',
  result: 'result',
  auto: 'auto',
  check: 'check',
  errorType: 'error_type',
  handler: 'handler',
  phase: 'phase',
  outcome: 'outcome',
  reason: 'reason',
  by: 'by',
  signal: 'signal',
  tracer: 'tracer',
  componentName: 'otel_component_name',
  componentType: 'otel_component_type',
} as const;

/** Labels of streams in Loki (telemetry specification §4.4); but for that of the machine, their values come from closed sets. */
export const LOKI_LABEL = {
  service: 'service_name',
  level: 'level',
  machineId: 'asyncmachine_id',
  /** Under preset `go`, in place of {@link LOKI_LABEL.level}. */
  legacyLevel: 'logLevel',
} as const;

/** Structured metadata of lines in Loki whose names are not those of {@link LOG_ATTR} without prefix and dots. */
export const LOKI_FIELD = {
  traceId: 'trace_id',
  spanId: 'span_id',
  machineId: 'asyncmachine_id',
  machineClass: 'asyncmachine_class',
  txId: 'tx_id',
  tag: 'tag',
  handler: 'handler',
} as const;
