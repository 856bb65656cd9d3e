import { nearest } from '../../nearest.js';

/** What a matcher of jest and of vitest returns. */
export interface MatcherResult {
  readonly pass: boolean;
  /** Why it failed; of a negated one, why it failed by passing. */
  readonly message: () => string;
}

/** What both give a matcher as `this`; only what is used of it. */
export interface MatcherContext {
  /** Deep equality that knows asymmetric matchers, as `expect.any(String)`. */
  readonly equals: (a: unknown, b: unknown) => boolean;
}

/**
 * How values are compared, by whoever called the matcher.
 * @throws Error when nobody did: a matcher that was called as a function
 */
export function equalityOf(context: MatcherContext | undefined): MatcherContext['equals'] {
  if (typeof context?.equals === 'function') return (a, b) => context.equals(a, b);
  throw new Error(
    'matchers are called through expect: expect.extend(machineMatchers), with that of jest, vitest, or the package expect',
  );
}

/**
 * Makes a key that nobody knows a failure of the test, negated or not: it would say nothing.
 * @throws Error naming the nearest key
 */
export function checkKeys(given: object, known: readonly string[], matcher: string): void {
  for (const key of Object.keys(given)) {
    if (known.includes(key)) continue;
    const meant = nearest(key, known);
    const hint = meant === undefined ? `expected ${known.join(', ')}` : `did you mean "${meant}"?`;
    throw new Error(`${matcher} does not know "${key}"; ${hint}`);
  }
}

/** One or several. */
export type OneOrMore<T> = T | readonly T[];

/** As a list. */
export function listOf<T>(given: OneOrMore<T> | undefined): readonly T[] {
  if (given === undefined) return [];
  return Array.isArray(given) ? (given as readonly T[]) : [given as T];
}

/** The last lines, indented, with a word on those left out; `nothing` without any. */
export function bulletsOf(lines: readonly string[]): string {
  if (lines.length === 0) return '  nothing';
  const left = lines.length - MAX_LINES;
  const shown = lines.slice(-MAX_LINES).map((line) => `  ${line}`);
  return [...(left > 0 ? [`  (${left} before)`] : []), ...shown].join('\n');
}

const MAX_LINES = 20;
