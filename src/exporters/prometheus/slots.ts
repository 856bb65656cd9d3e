import type {
  CancelReason,
  HandlerOutcome,
  HandlerPhase,
  MutationType,
  RejectionReason,
  SettledOutcome,
} from '../../tracer/index.js';

/** Results of a transition, in slot order. */
export const RESULTS = ['executed', 'canceled'] as const;
/** Kinds of mutations, in slot order. */
export const MUTATIONS = ['add', 'remove', 'set'] as const satisfies readonly MutationType[];
/** Phases of handlers, in slot order. */
export const PHASES = ['negotiation', 'final'] as const satisfies readonly HandlerPhase[];
/** Outcomes of handlers, in slot order. */
export const OUTCOMES = ['ok', 'rejected', 'error', 'timeout', 'skipped', 'aborted'] as const;
/** Reasons of rejections, in slot order. */
export const REASONS = [
  'handler',
  'error',
  'timeout',
  'require',
  'remove',
  'queue_limit',
  'disposed',
  'backoff',
] as const satisfies readonly (CancelReason | RejectionReason)[];

/** Number of {@link transitionSlot}s. */
export const TRANSITION_SLOTS = 24;

const OUTCOME_SLOT: Readonly<Record<HandlerOutcome | SettledOutcome, number>> = {
  ok: 0,
  rejected: 1,
  error: 2,
  timeout: 3,
  skipped: 4,
  aborted: 5,
};

/** Where transitions with these labels are counted; check transitions have the odd numbers. */
export function transitionSlot(mutation: MutationType, accepted: boolean, auto: boolean, check: boolean): number {
  const kind = mutation === 'add' ? 0 : mutation === 'remove' ? 8 : 16;
  return kind + (accepted ? 0 : 4) + (auto ? 2 : 0) + (check ? 1 : 0);
}

/** Where handler calls with these labels are counted. */
export function handlerSlot(phase: HandlerPhase, outcome: HandlerOutcome | SettledOutcome): number {
  return (phase === 'final' ? OUTCOMES.length : 0) + OUTCOME_SLOT[outcome];
}

/** A canceled transition. */
export function isCanceledSlot(slot: number): boolean {
  return (slot & 4) !== 0;
}

/** A call that vetoed, failed or took too long. */
export function isFailedSlot(slot: number): boolean {
  const outcome = slot % OUTCOMES.length;
  return outcome === OUTCOME_SLOT.rejected || outcome === OUTCOME_SLOT.error || outcome === OUTCOME_SLOT.timeout;
}
