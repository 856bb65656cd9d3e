import { FORM } from '../copies.js';
import { causesBehind } from './error-causes.js';
import { HIDDEN } from './secret-mark.js';
import { secretSearch } from './secret-search.js';

type Args = Readonly<Record<string, unknown>>;

/** Causes kept for one error: it may be thrown again by other transitions. */
const MAX_CAUSES = 8;

const KEY = Symbol.for(`statescope.errorCauses.${FORM}`);
const holder = globalThis as { [KEY]?: WeakMap<object, Args[]> | undefined };

/** One for the process: both copies of the package know the same errors. */
const causes = (holder[KEY] ??= new WeakMap<object, Args[]>());

/** Notes that an error came out of a mutation, whose secrets may stand in its message from here on. */
export function noteCause(error: unknown, args: Args): void {
  if (typeof error !== 'object' || error === null) return;
  for (const key in args) {
    if (!Object.hasOwn(args, key)) continue;
    const known = causes.get(error);
    if (known === undefined) causes.set(error, [args]);
    else if (!known.includes(args) && known.length < MAX_CAUSES) known.push(args);
    return;
  }
}

/**
 * What must not be shown of a mutation: its secrets, and those of the mutations that the error it carries came out of, in every
 * form in which they usually turn up in messages.
 * @param others texts of values that are secret though they are not wrapped. @default none
 * @throws what an argument throws when it is read, as it may be a secret all the same, and `RangeError` for a secret too large to
 * be looked for; no text may be shown then
 */
export function secretTexts(args: Args, error: unknown, others?: (args: Args) => readonly string[]): readonly string[] {
  const search = secretSearch();
  const texts = new Set<string>();
  const seen = new Set<Args>();
  const pending: Args[] = [args, ...causesOf(error), ...causesBehind(error).flatMap(causesOf)];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    for (const text of others?.(next) ?? []) texts.add(text);
    for (const value of Object.values(next)) {
      for (const text of search?.textsIn(value) ?? []) texts.add(text);
      // An error that an error handler failed on brings its own causes.
      for (const carried of carriedErrors(value)) pending.push(...causesOf(carried));
    }
  }
  return [...texts];
}

/** A text with these replaced, and what is told by secrets that stand elsewhere, in fields and variables. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const shown = withoutTexts(text, secrets);
  return secretSearch()?.cutOutOf(shown) ?? shown;
}

/** A text with these replaced. */
export function withoutTexts(text: string, secrets: readonly string[]): string {
  const found = secrets.filter((secret) => text.includes(secret));
  if (found.length === 0) return text;
  // What is hidden already is taken as a whole, whatever letters a secret consists of.
  const any = [...new Set(found), HIDDEN].sort((a, b) => b.length - a.length);
  const pattern = any.map((each) => each.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|');
  return text.replace(new RegExp(pattern, 'g'), HIDDEN);
}

function causesOf(error: unknown): readonly Args[] {
  return typeof error === 'object' && error !== null ? (causes.get(error) ?? []) : [];
}

/** An argument that is an error, and the one an Exception mutation carries one level down. */
function carriedErrors(value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  try {
    return [value, Object.getOwnPropertyDescriptor(value, 'error')?.value];
  } catch {
    return [value];
  }
}
