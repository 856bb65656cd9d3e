import type { CancelReason, RejectionReason } from '../../tracer/index.js';
import type { MutationRecord, TracerRecord } from '../records.js';
import { happeningsOf } from './happenings.js';
import { bulletsOf, checkKeys, listOf } from './matcher.js';
import type { MatcherResult, OneOrMore } from './matcher.js';
import { checkStateOrHandler, checkStates, observedOf } from './observed.js';
import { areCalled, patternText } from './transitioned.js';

/** What a refused mutation looks like; what is left out may be anything. */
export interface RejectionPattern<S extends string = string> {
  /** Called by the mutation: exactly these, in any order. */
  readonly called?: OneOrMore<S>;
  readonly type?: 'add' | 'remove' | 'set';
  /** The handler that vetoed, or the state whose relation stood in the way. */
  readonly by?: string;
  readonly reason?: CancelReason | RejectionReason;
}

const KEYS = Object.keys({ called: true, type: true, by: true, reason: true } satisfies Record<
  keyof RejectionPattern,
  true
>);

/**
 * Passes when a mutation was refused that fits: its transition was canceled, or it never became one. States alone are those
 * it called, nothing is any refusal. Checks do not count.
 */
export function toHaveRejected(received: unknown, expected: OneOrMore<string> | RejectionPattern = {}): MatcherResult {
  const observed = observedOf(received, 'toHaveRejected');
  const pattern: RejectionPattern =
    typeof expected === 'string' || Array.isArray(expected)
      ? { called: expected as OneOrMore<string> }
      : (expected as RejectionPattern);
  checkKeys(pattern, KEYS, 'toHaveRejected');
  checkStates(listOf(pattern.called), observed);
  if (pattern.by !== undefined) checkStateOrHandler(pattern.by, observed);
  const found = observed.records.filter((record) => fits(record, pattern));
  const what = `a mutation with ${patternText(pattern)}`;
  return {
    pass: found.length > 0,
    message: () =>
      found.length === 0
        ? `expected ${observed.name} to have refused ${what}; instead there was\n${bulletsOf(happeningsOf(observed.records))}`
        : `expected ${observed.name} not to have refused ${what}; it refused\n${bulletsOf(happeningsOf(found))}`,
  };
}

function fits(record: TracerRecord, { called, type, by, reason }: RejectionPattern): boolean {
  const refused = refusalIn(record);
  if (refused === undefined || refused.mutation.check) return false;
  const { mutation } = refused;
  return (
    areCalled(mutation.called, listOf(called)) &&
    (type === undefined || type === mutation.type) &&
    (by === undefined || by === refused.by) &&
    (reason === undefined || reason === refused.reason)
  );
}

interface Refusal {
  readonly mutation: MutationRecord;
  readonly by?: string | undefined;
  readonly reason?: string | undefined;
}

function refusalIn({ callback, transition, mutation, reason }: TracerRecord): Refusal | undefined {
  if (callback === 'mutationRejected' && mutation !== undefined) return { mutation, reason };
  if (callback !== 'transitionEnd' || transition === undefined || transition.accepted) return undefined;
  const { cancellation } = transition;
  return { mutation: transition.mutation, by: cancellation?.by, reason: cancellation?.reason };
}
