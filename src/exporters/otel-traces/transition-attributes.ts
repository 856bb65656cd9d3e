import type { TransitionView } from '../../tracer/index.js';
import { ATTR } from '../../semconv.js';
import { ERROR_PREFIX, EXCEPTION } from '../shared/index.js';
import type { Redaction, StateOrder } from '../shared/index.js';
import { addArgs, addLogArgs } from './attributes.js';
import type { Attributes } from './attributes.js';
import type { TraceSettings } from './settings.js';

/** What a transition span says of its machine. */
export interface TransitionSubject {
  readonly settings: TraceSettings;
  readonly machineId: string;
  readonly order: StateOrder;
  /** Name of the span without the error mark. */
  readonly name: string;
  readonly redaction: Redaction;
  /** When the transition began. */
  readonly startMs: number;
  /** When its states had changed; undefined where nobody said. */
  readonly finalsMs: number | undefined;
  readonly endMs: number;
}

/** All attributes of a transition span, from the final values (telemetry specification §1.3, §1.15). */
export function transitionAttributes(subject: TransitionSubject, transition: TransitionView): Attributes {
  const attributes: Attributes = {};
  const { added, removed } = transition;
  if (subject.settings.legacyKeys) {
    addLegacy(attributes, subject, transition);
    attributes[ATTR.statesDiff] = statesDiff(added, removed);
  }
  if (subject.settings.namespacedKeys) {
    addNamespaced(attributes, subject, transition);
    attributes[ATTR.amTxAdded] = added;
    attributes[ATTR.amTxRemoved] = removed;
  }
  if (subject.settings.logArgs) addLogArgs(attributes, subject.redaction, transition);
  addArgs(attributes, subject.redaction, transition);
  return attributes;
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

function addLegacy(attributes: Attributes, subject: TransitionSubject, transition: TransitionView): void {
  attributes[ATTR.txId] = transition.id;
  attributes[ATTR.mutation] = subject.name;
  attributes[ATTR.timeBefore] = transition.sumBefore;
  attributes[ATTR.timeAfter] = transition.sumAfter;
  attributes[ATTR.accepted] = transition.accepted;
  attributes[ATTR.auto] = transition.mutation.auto;
  attributes[ATTR.stepsCount] = transition.stepCount;
  if (transition.error !== undefined) {
    attributes[ATTR.error] = subject.redaction.error(transition.error, transition).message;
  }
}

function addNamespaced(attributes: Attributes, subject: TransitionSubject, transition: TransitionView): void {
  const { mutation, cancellation } = transition;
  attributes[ATTR.amMachineId] = subject.machineId;
  attributes[ATTR.amTxId] = transition.id;
  attributes[ATTR.amTxType] = mutation.type;
  attributes[ATTR.amTxCalled] = subject.order.sorted(mutation.called);
  attributes[ATTR.amTxResult] = transition.accepted ? 'executed' : 'canceled';
  attributes[ATTR.amTxAuto] = mutation.auto;
  attributes[ATTR.amTxCheck] = mutation.check;
  if (mutation.queuedAt > 0) attributes[ATTR.amTxQueueWaitMs] = Math.max(0, subject.startMs - mutation.queuedAt);
  const { startMs, finalsMs, endMs } = subject;
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
}

/** `+A +B -C`; empty when nothing changed. */
export function statesDiff(added: readonly string[], removed: readonly string[]): string {
  let text = '';
  for (const name of added) text += ` +${name}`;
  for (const name of removed) text += ` -${name}`;
  return text.slice(1);
}
