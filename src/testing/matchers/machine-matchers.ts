import type { Machine, StateOf } from '../../engine/index.js';
import { toCoverStates } from './covered-states.js';
import type { StatesExcept } from './covered-states.js';
import { toLeak } from './leak.js';
import type { OneOrMore } from './matcher.js';
import { toHaveRejected } from './rejected.js';
import type { RejectionPattern } from './rejected.js';
import { toHaveSpan } from './span.js';
import { toHaveTransitioned } from './transitioned.js';
import type { TransitionPattern } from './transitioned.js';
import { toStayWithinBudget } from './within-budget.js';
import type { BudgetLimits } from './within-budget.js';

/** Names of the states of a machine; any of what is no machine. */
export type StateIn<T> = T extends Machine<infer S> ? StateOf<S> : string;

/**
 * Matchers for machines, recordings, spans and budgets, for jest and vitest: `expect.extend(machineMatchers)`. A name that the
 * schema does not have fails a test whether it is negated or not.
 */
export const machineMatchers = {
  toHaveTransitioned,
  toHaveRejected,
  toHaveSpan,
  toCoverStates,
  toLeak,
  toStayWithinBudget,
} as const;

/** {@link machineMatchers} as methods of `expect(...)`: `T` is what is expected of, `R` what a matcher returns. */
export interface MachineMatchers<R, T = unknown> {
  /** An executed transition fits; states alone are those it activated. Of a recorded machine or a `RecordingTracer`. */
  toHaveTransitioned(expected: OneOrMore<StateIn<T>> | TransitionPattern<StateIn<T>>): R;
  /** A mutation that fits was refused: canceled, or never run. States alone are those it called. */
  toHaveRejected(expected?: OneOrMore<StateIn<T>> | RejectionPattern<StateIn<T>>): R;
  /** There is a span of that name, its machine's index left out or not, with these attributes among others. */
  toHaveSpan(name: string | RegExp, attributes?: Readonly<Record<string, unknown>>): R;
  /** Every state, or each of these, was active at some time. `Exception` counts only where it is named. */
  toCoverStates(expected?: OneOrMore<StateIn<T>> | StatesExcept<StateIn<T>>): R;
  /** Something is left: of a function, what it returns is still reachable; of a recording, machines and promises are open. */
  toLeak(): Promise<R>;
  /** No more can ever be produced. Of a telemetry, `telemetry.budget()`, or `budgetOf(Class)`; a number is of series. */
  toStayWithinBudget(limits: number | BudgetLimits): R;
}
