import type { HandlerCall, MachineView, TransitionView } from '../../tracer/index.js';
import { ATTR } from '../../semconv.js';
import type { Redaction } from '../shared/index.js';
import type { TraceSettings } from './settings.js';
import { groupsOf } from './state-groups.js';

/** Attributes while they are being collected; one by one, which for computed keys is several times faster than a literal. */
export type Attributes = Record<string, string | number | boolean | readonly string[]>;

/** What the totals of a machine say at its end. */
export interface MachineTotals {
  transitions: number;
  canceled: number;
  exceptions: number;
  ticks: number;
}

/** @param className what the class is called in the attributes */
export function machineAttributes(
  settings: TraceSettings,
  machine: MachineView,
  index: number,
  className: string,
): Attributes {
  const attributes: Attributes = {};
  if (settings.legacyKeys) attributes[ATTR.id] = machine.id;
  if (!settings.namespacedKeys) return attributes;
  attributes[ATTR.amMachineId] = machine.id;
  attributes[ATTR.amMachineClass] = className;
  attributes[ATTR.amMachineIndex] = index;
  if (machine.parentId !== undefined) attributes[ATTR.amMachineParentId] = machine.parentId;
  if (machine.tags.length > 0) attributes[ATTR.amMachineTags] = [...machine.tags];
  return attributes;
}

export function groupAttributes(settings: TraceSettings, machineId: string): Attributes {
  const attributes: Attributes = {};
  if (settings.legacyKeys) attributes[ATTR.machineId] = machineId;
  if (settings.namespacedKeys) attributes[ATTR.amMachineId] = machineId;
  return attributes;
}

export function summaryAttributes(settings: TraceSettings, machineId: string, totals: MachineTotals): Attributes {
  const attributes = groupAttributes(settings, machineId);
  attributes[ATTR.amMachineTransitions] = totals.transitions;
  attributes[ATTR.amMachineCanceled] = totals.canceled;
  attributes[ATTR.amMachineExceptions] = totals.exceptions;
  attributes[ATTR.amMachineTicks] = totals.ticks;
  return attributes;
}

/**
 * Attributes of one activation: of the state's span and of its start record.
 * @param txId of the transition that made it active; undefined for a state that was so before anybody looked
 */
export function stateAttributes(
  settings: TraceSettings,
  machine: MachineView,
  state: string,
  txId: string | undefined,
): Attributes {
  const attributes: Attributes = {};
  if (settings.legacyKeys && txId !== undefined) attributes[ATTR.txId] = txId;
  if (!settings.namespacedKeys) return attributes;
  attributes[ATTR.amMachineId] = machine.id;
  attributes[ATTR.amStateName] = state;
  attributes[ATTR.amStateMulti] = machine.schema[state]?.multi === true;
  attributes[ATTR.amStateTick] = machine.tick(state);
  const groups = groupsOf(machine, state);
  if (groups.length > 0) attributes[ATTR.amStateGroups] = groups;
  if (txId === undefined) attributes[ATTR.amStatePreexisting] = true;
  else attributes[ATTR.amTxId] = txId;
  return attributes;
}

/** Attributes of a handler, on its event or on its span; events carry the duration, spans have it anyway. */
export function handlerAttributes(settings: TraceSettings, call: HandlerCall, durationMs?: number): Attributes {
  const attributes: Attributes = {};
  if (settings.legacyKeys) {
    if (durationMs === undefined) attributes[ATTR.handler] = call.name;
    attributes[ATTR.emitter] = call.emitter;
  }
  if (!settings.namespacedKeys) return attributes;
  attributes[ATTR.amHandlerName] = call.name;
  attributes[ATTR.amHandlerPhase] = call.phase;
  attributes[ATTR.codeFunctionName] = `${call.className}.${call.name}`;
  if (durationMs === undefined) return attributes;
  attributes[ATTR.amHandlerOutcome] = call.outcome;
  attributes[ATTR.amHandlerDurationMs] = durationMs;
  if (call.pending) attributes[ATTR.amHandlerAsync] = true;
  return attributes;
}

/** Adds the arguments that a mark lets out of the process. */
export function addArgs(
  attributes: Attributes,
  redaction: Redaction,
  transition: TransitionView,
  mark?: Readonly<Record<string, unknown>>,
): void {
  for (const [name, text] of redaction.args(transition, mark)) attributes[ATTR.argsPrefix + name] = text;
}

/** Adds the arguments that the log lines of the machine show; what maps them is the program's: where it throws, none. */
export function addLogArgs(attributes: Attributes, redaction: Redaction, { machine, mutation }: TransitionView): void {
  let shown: Readonly<Record<string, string>>;
  try {
    shown = machine.logArgs?.(mutation.args) ?? {};
  } catch {
    return;
  }
  for (const [name, text] of redaction.logArgs(shown, mutation.args)) attributes[ATTR.argsPrefix + name] = text;
}

/** Adds what a mark lets out of a handler's result. */
export function addResult(
  attributes: Attributes,
  redaction: Redaction,
  call: HandlerCall,
  mark: Readonly<Record<string, unknown>>,
): void {
  for (const [field, text] of redaction.result(call.result, call.transition, mark)) {
    attributes[field === '' ? ATTR.amHandlerResult : `${ATTR.amHandlerResult}.${field}`] = text;
  }
}
