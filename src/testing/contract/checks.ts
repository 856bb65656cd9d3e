import { changesNothing, disturbsNobody, runsHandlers, standsAnyOrder, throwsNothing } from './conduct.js';
import type { CreateTracer } from './conduct.js';
import { letsGo, onlyLooks } from './custody.js';
import { canBeBoundLate, canBeDetachedWithin, ends } from './presence.js';

/** One thing that every tracer owes. */
export interface ContractCheck {
  /** What holds, as a sentence about the tracer. */
  readonly name: string;
  /** Rejects with what does not hold. */
  readonly run: (create: CreateTracer) => Promise<void>;
}

/** Everything the contract asks for, each to be run with a new tracer. */
export const CONTRACT_CHECKS: readonly ContractCheck[] = [
  { name: 'it throws nothing', run: throwsNothing },
  { name: 'it throws nothing in whatever order callbacks come, alone, backwards or twice', run: standsAnyOrder },
  { name: 'the machine does the same with it as without', run: changesNothing },
  { name: 'other tracers see the same beside it', run: disturbsNobody },
  { name: 'it runs a handler once and hands on its result', run: runsHandlers },
  { name: 'it changes nothing it is shown, and looks at nothing after its time', run: onlyLooks },
  { name: 'it keeps no machine alive, and no transition', run: letsGo },
  { name: 'it can be bound late, detached in the middle, and bound again', run: canBeBoundLate },
  { name: 'it can be detached by a handler, in the middle of a transition', run: canBeDetachedWithin },
  { name: 'flush and shutdown can be called twice and do not reject; what comes after is ignored', run: ends },
];
