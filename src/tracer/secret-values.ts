import { byteForms, textForms } from './secret-forms.js';
import { isSecret } from './secret-mark.js';
import type { Secret } from './secret.js';

/** Values that are looked at inside one secret, and how deep; a secret is a token, not a database. */
const MAX_VALUES = 1000;
const MAX_DEPTH = 16;
/** Characters or bytes of one value. */
const MAX_LENGTH = 100_000;

/** What is told by its entries, as headers, forms and maps are. */
interface WithEntries {
  entries(): Iterable<unknown>;
}

/** Of texts, numbers and bytes: what is wrapped once is looked for many times. */
const known = new WeakMap<object, readonly string[]>();

/**
 * Every text that a value can be told by.
 * @throws RangeError when it is larger than can be looked for: then no text may be shown
 */
export function textsOf(value: unknown): readonly string[] {
  const search = new Search();
  search.value(value, 0);
  return [...search.texts];
}

/** Every text that a secret can be told by; see {@link textsOf}. */
export function secretForms(secret: Secret<unknown>): readonly string[] {
  const kept = known.get(secret);
  if (kept !== undefined) return kept;
  const value = secret.reveal();
  const texts = textsOf(value);
  if (typeof value !== 'object' || ArrayBuffer.isView(value)) known.set(secret, texts);
  return texts;
}

class Search {
  readonly texts = new Set<string>();
  readonly #seen = new Set<object>();
  #values = 0;

  value(value: unknown, depth: number): void {
    this.#values += 1;
    if (depth > MAX_DEPTH || this.#values > MAX_VALUES) throw new RangeError('a secret has too many values');
    if (typeof value === 'string') this.#text(value);
    else if (typeof value === 'number' || typeof value === 'bigint') this.#text(String(value));
    else if (typeof value === 'symbol') this.#text(value.description ?? '');
    else if (typeof value === 'object' && value !== null) this.#object(value, depth);
  }

  #object(value: object, depth: number): void {
    if (this.#seen.has(value)) return;
    this.#seen.add(value);
    const [bytes] = attempt(() => [bytesOf(value)]);
    if (bytes !== undefined) this.#bytes(bytes);
    else for (const inner of attempt(() => insideOf(value))) this.value(inner, depth + 1);
  }

  #text(text: string): void {
    if (text.length > MAX_LENGTH) throw new RangeError('a secret is too long');
    if (text.trim() !== '') this.#add(textForms(text));
  }

  #bytes(bytes: Uint8Array): void {
    if (bytes.length > MAX_LENGTH) throw new RangeError('a secret has too many bytes');
    if (bytes.length > 0) this.#add(byteForms(bytes));
  }

  #add(forms: Iterable<string>): void {
    for (const form of forms) if (form.trim() !== '') this.texts.add(form);
  }
}

/** What may say something of an object; what throws when it is read hides its value well enough. */
function* insideOf(value: object): Iterable<unknown> {
  if (isSecret(value)) {
    yield value.reveal();
    return;
  }
  if (value instanceof Promise) {
    // Of a getter that was not asked for by the program.
    value.catch(() => undefined);
    return;
  }
  if (value instanceof Date) yield* attempt(() => [value.toISOString(), value.toUTCString(), value.getTime()]);
  if (value instanceof Error) yield* attempt(() => [value.message, value.stack]);
  if (hasEntries(value)) yield* attempt(() => value.entries());
  yield* ownText(value);
  for (const key of Object.keys(value)) yield* attempt(() => [(value as Record<string, unknown>)[key]]);
  yield* getters(value);
}

/** What an object says of itself as a text and in JSON, where its class has something to say. */
function* ownText(value: object): Iterable<unknown> {
  if (Array.isArray(value)) return;
  for (const text of attempt(() => [''.concat(value as unknown as string)]))
    if (!/^\[object .*\]$/.test(text)) yield text;
  yield* attempt(() => [(value as { toJSON?(): unknown }).toJSON?.()]);
}

/** What instances of classes keep private, and show through getters. */
function* getters(value: object): Iterable<unknown> {
  let level: unknown = Object.getPrototypeOf(value);
  while (typeof level === 'object' && level !== null && level !== Object.prototype) {
    for (const descriptor of Object.values(Object.getOwnPropertyDescriptors(level))) {
      yield* attempt(() => [descriptor.get?.call(value) as unknown]);
    }
    level = Object.getPrototypeOf(level);
  }
}

function hasEntries(value: object): value is WithEntries {
  return !Array.isArray(value) && 'entries' in value && typeof value.entries === 'function';
}

function bytesOf(value: object): Uint8Array | undefined {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  const isBuffer =
    value instanceof ArrayBuffer || Object.prototype.toString.call(value) === '[object SharedArrayBuffer]';
  return isBuffer ? new Uint8Array(value as ArrayBuffer) : undefined;
}

function* attempt<T>(read: () => Iterable<T>): Iterable<T> {
  try {
    yield* read();
  } catch {
    // Nobody can tell it then.
  }
}
