import type { TransitionRecord } from '../records.js';
import { executedLine, happeningsOf, transitionsOf } from './happenings.js';
import { bulletsOf, checkKeys, equalityOf, listOf } from './matcher.js';
import type { MatcherContext, MatcherResult, OneOrMore } from './matcher.js';
import { checkStates, observedOf } from './observed.js';

/** What an executed transition looks like; what is left out may be anything. */
export interface TransitionPattern<S extends string = string> {
  /** Activated, or activated again, among others. */
  readonly added?: OneOrMore<S>;
  /** Deactivated, among others. */
  readonly removed?: OneOrMore<S>;
  /** Called by the mutation: exactly these, in any order. */
  readonly called?: OneOrMore<S>;
  readonly type?: 'add' | 'remove' | 'set';
  readonly auto?: boolean;
  /** Arguments, among others; values may be asymmetric matchers. */
  readonly args?: Readonly<Record<string, unknown>>;
}

const KEYS = Object.keys({
  added: true,
  removed: true,
  called: true,
  type: true,
  auto: true,
  args: true,
} satisfies Record<keyof TransitionPattern, true>);

/** Passes when a transition was executed that fits; states alone are those it activated. */
export function toHaveTransitioned(
  this: MatcherContext,
  received: unknown,
  expected: OneOrMore<string> | TransitionPattern,
): MatcherResult {
  const equals: MatcherContext['equals'] = (a, b) => equalityOf(this)(a, b);
  const observed = observedOf(received, 'toHaveTransitioned');
  const pattern: TransitionPattern =
    typeof expected === 'string' || Array.isArray(expected)
      ? { added: expected as OneOrMore<string> }
      : (expected as TransitionPattern);
  checkKeys(pattern, KEYS, 'toHaveTransitioned');
  checkStates([...listOf(pattern.added), ...listOf(pattern.removed), ...listOf(pattern.called)], observed);
  const found = transitionsOf(observed.records).find(
    (transition) => transition.accepted && fits(transition, pattern, equals),
  );
  const what = `a transition with ${patternText(pattern)}`;
  return {
    pass: found !== undefined,
    message: () =>
      found === undefined
        ? `expected ${observed.name} to have made ${what}; instead there was\n${bulletsOf(happeningsOf(observed.records))}`
        : `expected ${observed.name} not to have made ${what}; it made\n${bulletsOf([executedLine(found)])}`,
  };
}

function fits(
  { mutation, added, removed }: TransitionRecord,
  pattern: TransitionPattern,
  equals: MatcherContext['equals'],
): boolean {
  const { type = mutation.type, auto = mutation.auto, args = {} } = pattern;
  return (
    type === mutation.type &&
    auto === mutation.auto &&
    listOf(pattern.added).every((state) => added.includes(state)) &&
    listOf(pattern.removed).every((state) => removed.includes(state)) &&
    areCalled(mutation.called, listOf(pattern.called)) &&
    Object.entries(args).every(([name, value]) => equals(mutation.args[name], value))
  );
}

/** Exactly these, in any order; none means any. */
export function areCalled(called: readonly string[], expected: readonly string[]): boolean {
  if (expected.length === 0) return true;
  return called.length === expected.length && expected.every((state) => called.includes(state));
}

/** A pattern as a message shows it. */
export function patternText(pattern: object): string {
  const parts = Object.entries(pattern).filter(([, value]) => value !== undefined);
  return parts.length === 0 ? 'anything' : parts.map(([key, value]) => `${key} ${valueText(value)}`).join(', ');
}

function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.join(' ') : JSON.stringify(value);
}
