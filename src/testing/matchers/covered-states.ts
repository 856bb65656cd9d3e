import { EXCEPTION } from '../../engine/index.js';
import type { TracerRecord } from '../records.js';
import type { MatcherResult } from './matcher.js';
import { checkStates, observedOf } from './observed.js';

/** All states but some. */
export interface StatesExcept<S extends string = string> {
  readonly except: readonly S[];
}

/** Passes when every state was active at some time; without a list, every one of the schema but `Exception`. */
export function toCoverStates(
  received: unknown,
  expected: readonly string[] | StatesExcept = { except: [EXCEPTION] },
): MatcherResult {
  const observed = observedOf(received, 'toCoverStates');
  const wanted = 'except' in expected ? observed.states.filter((s) => !expected.except.includes(s)) : expected;
  checkStates('except' in expected ? expected.except.filter((state) => state !== EXCEPTION) : expected, observed);
  const seen = activeIn(observed.records);
  const missing = wanted.filter((state) => !seen.has(state));
  return {
    pass: missing.length === 0,
    message: () =>
      missing.length > 0
        ? `expected ${observed.name} to have been in ${wanted.length} states; it was never in ${missing.join(', ')}` +
          ` (it was in ${[...seen].join(', ') || 'none'})`
        : `expected ${observed.name} to have missed one of ${wanted.join(', ')}; it was in all of them`,
  };
}

/** States that were active at some time. */
export function activeIn(records: readonly TracerRecord[]): ReadonlySet<string> {
  return new Set(
    records.flatMap(({ callback, active = [], transition }) => {
      // At the finals, as a state may be taken back after them.
      const added = callback === 'transitionFinals' || callback === 'transitionEnd' ? transition?.added : undefined;
      return [...active, ...(transition?.mutation.check === false ? (added ?? []) : [])];
    }),
  );
}
