import { EXCEPTION } from '../../engine/index.js';
import type { TracerRecord } from '../records.js';
import { checkKeys, listOf } from './matcher.js';
import type { MatcherResult, OneOrMore } from './matcher.js';
import { checkStates, observedOf } from './observed.js';
import type { Observed } from './observed.js';

/** All states but some. */
export interface StatesExcept<S extends string = string> {
  readonly except: readonly S[];
}

/** Passes when every state, or each that is named, was active at some time; without any, every one of the schema but `Exception`. */
export function toCoverStates(
  received: unknown,
  expected: OneOrMore<string> | StatesExcept = { except: [EXCEPTION] },
): MatcherResult {
  const observed = observedOf(received, 'toCoverStates');
  const wanted = wantedOf(expected, observed);
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

function wantedOf(expected: OneOrMore<string> | StatesExcept, observed: Observed): readonly string[] {
  if (typeof expected === 'string' || Array.isArray(expected)) {
    const listed = listOf(expected as OneOrMore<string>);
    checkStates(listed, observed);
    return listed;
  }
  const { except = [] } = expected as Partial<StatesExcept>;
  checkKeys(expected, ['except'], 'toCoverStates');
  checkStates(
    except.filter((state) => state !== EXCEPTION),
    observed,
  );
  // All states of no machine are none, which would be covered.
  if (observed.states.length === 0) throw new Error('toCoverStates: the recording saw no machine from its start');
  return observed.states.filter((state) => !except.includes(state));
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
