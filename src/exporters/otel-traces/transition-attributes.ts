import type { TransitionView } from '../../tracer/index.js';
import { ATTR } from '../../semconv.js';
import { ERROR_PREFIX, EXCEPTION } from '../shared/index.js';
import type { Redaction, StateOrder } from '../shared/index.js';
import { addArgs, addLogArgs } from './attributes.js';
import type { Attributes } from './attributes.js';
import type { RunningTransition } from './running-transition.js';
import type { TraceSettings } from './settings.js';

/** What the attributes of a transition say of its machine. */
export interface TransitionOwner {
  readonly machineId: string;
  readonly order: StateOrder;
  readonly redaction: Redaction;
}

/** All attributes of a transition span, from the final values (telemetry specification §1.3, §1.15). */
export function transitionAttributes(
  settings: TraceSettings,
  owner: TransitionOwner,
  running: RunningTransition,
  endMs: number,
): Attributes {
  const attributes: Attributes = {};
  const { transition } = running;
  if (settings.legacyKeys) addLegacy(attributes, owner, running);
  if (settings.namespacedKeys) addNamespaced(attributes, owner, running, endMs);
  if (settings.logArgs) addLogArgs(attributes, owner.redaction, transition);
  addArgs(attributes, owner.redaction, transition);
  return attributes;
}

/** What only the end of a transition decides. */
const OUTCOME: readonly string[] = [
  ATTR.timeAfter,
  ATTR.accepted,
  ATTR.statesDiff,
  ATTR.amTxResult,
  ATTR.amTxFinalMs,
  ATTR.amTxAdded,
  ATTR.amTxRemoved,
];

/** Attributes of a transition span that ends before its transition, as nobody looks any more. */
export function unfinishedAttributes(
  settings: TraceSettings,
  owner: TransitionOwner,
  running: RunningTransition,
  endMs: number,
): Attributes {
  const all = Object.entries(transitionAttributes(settings, owner, running, endMs));
  return Object.fromEntries(all.filter(([key]) => !OUTCOME.includes(key)));
}

/** Whether the transition made Exception active, or entered it again. */
export function activatesException(transition: TransitionView): boolean {
  const { accepted, machine, mutation } = transition;
  return !mutation.check && accepted && machine.is(EXCEPTION) && transition.added.includes(EXCEPTION);
}

/** Whether it carries an error, or was stopped by one. */
export function isFailure(transition: TransitionView): boolean {
  const reason = transition.cancellation?.reason;
  return transition.error !== undefined || reason === 'error' || reason === 'timeout' || activatesException(transition);
}

/** Class of the error a transition carries; the error state it called where it carries none. */
export function errorType(transition: TransitionView, redaction: Redaction): string {
  if (transition.error !== undefined) return redaction.error(transition.error, transition).type;
  return transition.mutation.called.find((state) => state.startsWith(ERROR_PREFIX)) ?? EXCEPTION;
}

function addLegacy(attributes: Attributes, { redaction }: TransitionOwner, running: RunningTransition): void {
  const { transition } = running;
  attributes[ATTR.txId] = running.id;
  attributes[ATTR.mutation] = running.name;
  attributes[ATTR.timeBefore] = transition.sumBefore;
  attributes[ATTR.timeAfter] = transition.sumAfter;
  attributes[ATTR.accepted] = transition.accepted;
  attributes[ATTR.auto] = transition.mutation.auto;
  attributes[ATTR.stepsCount] = transition.stepCount;
  const { error } = transition;
  if (error !== undefined) attributes[ATTR.error] = redaction.error(error, transition).message;
  attributes[ATTR.statesDiff] = statesDiff(running.added, running.removed);
}

function addNamespaced(
  attributes: Attributes,
  owner: TransitionOwner,
  running: RunningTransition,
  endMs: number,
): void {
  const { transition, startMs, finalsMs } = running;
  const { mutation, cancellation } = transition;
  attributes[ATTR.amMachineId] = owner.machineId;
  attributes[ATTR.amTxId] = running.id;
  attributes[ATTR.amTxType] = mutation.type;
  attributes[ATTR.amTxCalled] = running.called.length < 2 ? running.called : owner.order.sorted(running.called);
  attributes[ATTR.amTxResult] = transition.accepted ? 'executed' : 'canceled';
  attributes[ATTR.amTxAuto] = mutation.auto;
  attributes[ATTR.amTxCheck] = mutation.check;
  if (mutation.queuedAt > 0) attributes[ATTR.amTxQueueWaitMs] = Math.max(0, startMs - mutation.queuedAt);
  if (finalsMs !== undefined) {
    attributes[ATTR.amTxNegotiationMs] = Math.max(0, finalsMs - startMs);
    attributes[ATTR.amTxFinalMs] = Math.max(0, endMs - finalsMs);
  }
  if (cancellation !== undefined) {
    attributes[ATTR.amTxCanceledBy] = cancellation.by;
    attributes[ATTR.amTxCanceledReason] = cancellation.reason;
  }
  if (mutation.source !== undefined) {
    attributes[ATTR.amTxSourceMachineId] = mutation.source.machineId;
    attributes[ATTR.amTxSourceTxId] = mutation.source.transitionId;
  }
  attributes[ATTR.amTxAdded] = running.added;
  attributes[ATTR.amTxRemoved] = running.removed;
}

/** `+A +B -C`; empty when nothing changed. */
export function statesDiff(added: readonly string[], removed: readonly string[]): string {
  let text = '';
  for (const name of added) text += ` +${name}`;
  for (const name of removed) text += ` -${name}`;
  return text.slice(1);
}
