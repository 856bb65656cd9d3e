import { causesBehind } from './error-causes.js';
import { HIDDEN, isSecret } from './secret.js';

type Args = Readonly<Record<string, unknown>>;

/** Values and depth that are looked at inside one secret; a secret is a token, not a database. */
const MAX_TEXTS = 1000;
const MAX_DEPTH = 5;
/** Length at which log lines cut an argument. */
const CUT = 20;
/** Causes kept for one error: it may be thrown again by other transitions. */
const MAX_CAUSES = 8;

const KEY = Symbol.for('statescope.errorCauses');
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
 * form in which they usually turn up in messages; longest first.
 * @param names arguments that are secret though they are not wrapped
 * @throws what an argument throws when it is read: it may be a secret all the same, and then no text may be shown
 */
export function secretTexts(args: Args, error: unknown, names: readonly string[] = []): readonly string[] {
  const texts = new Set<string>();
  const seen = new Set<Args>();
  const pending: Args[] = [args, ...causesOf(error), ...causesBehind(error).flatMap(causesOf)];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    for (const [name, value] of Object.entries(next)) {
      if (names.includes(name) || isWrapped(value)) collect(value, texts, 0);
      // An error that an error handler failed on brings its own causes.
      else for (const carried of carriedErrors(value)) pending.push(...causesOf(carried));
    }
  }
  return [...texts].sort((a, b) => b.length - a.length);
}

/** A text with every secret replaced. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  if (secrets.length === 0 || text === '') return text;
  // What is hidden already is taken as a whole, whatever letters a secret consists of.
  const any = [...secrets, HIDDEN].map((each) => each.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|');
  return text.replace(new RegExp(any, 'g'), HIDDEN);
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

/** Whether a value is a secret, whatever it does when it is looked at. */
function isWrapped(value: unknown): boolean {
  try {
    return isSecret(value);
  } catch {
    return false;
  }
}

function collect(value: unknown, texts: Set<string>, depth: number): void {
  if (depth > MAX_DEPTH || texts.size >= MAX_TEXTS) return;
  if (typeof value === 'string') addForms(value, texts);
  else if (typeof value === 'number' || typeof value === 'bigint') addForms(String(value), texts);
  else if (typeof value === 'object' && value !== null) collectInside(value, texts, depth + 1);
}

function collectInside(value: object, texts: Set<string>, depth: number): void {
  try {
    if (isSecret(value)) collect(value.reveal(), texts, depth);
    else if (value instanceof URL) collect(value.href, texts, depth);
    else if (value instanceof Error) collect([value.message, value.stack], texts, depth);
    else if (ArrayBuffer.isView(value)) addBytes(value, texts);
    else if (value instanceof Map) for (const each of value.values()) collect(each, texts, depth);
    else if (value instanceof Set) for (const each of value) collect(each, texts, depth);
    else for (const each of Object.values(value)) collect(each, texts, depth);
  } catch {
    // A getter that throws hides its value well enough.
  }
}

function addBytes(view: ArrayBufferView, texts: Set<string>): void {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, Math.min(view.byteLength, MAX_TEXTS));
  addForms(new TextDecoder().decode(bytes), texts);
  add([...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(''), texts);
  add([...bytes].join(','), texts);
}

/** A text as it is, and as it looks in JSON, in addresses, in headers, and cut as arguments are. */
function addForms(text: string, texts: Set<string>): void {
  add(text, texts);
  if (text.length > CUT) add(`${text.slice(0, CUT - 3)}...`, texts);
  add(JSON.stringify(text).slice(1, -1), texts);
  try {
    add(encodeURIComponent(text), texts);
    add(encodeURI(text), texts);
    const bytes = new TextEncoder().encode(text);
    add(btoa(String.fromCharCode(...bytes.subarray(0, 10_000))).replace(/=+$/, ''), texts);
  } catch {
    // A lone surrogate has no such form.
  }
}

function add(text: string, texts: Set<string>): void {
  if (text.trim() !== '') texts.add(text);
}
