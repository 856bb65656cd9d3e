import type { ClassToggle } from '../instrument/index.js';
import { nearest } from '../nearest.js';
import { RequestError } from './request-error.js';

/** What `PUT /instrumentation` asks for. */
export interface ToggleRequest {
  /** By class name or pattern; undefined takes back what was toggled for it. */
  readonly classes: ReadonlyMap<string, ClassToggle | undefined>;
  readonly ttlMs: number | undefined;
}

const KEYS = ['classes', 'ttlMs'];
const SIGNALS = ['traced', 'metered', 'logged'];
const MAX_PATTERN = 200;
const MAX_TTL_MS = 2 ** 31 - 1;

/**
 * Reads `{ "classes": { "Feed": { "traced": false }, "File*": false, "Item": null }, "ttlMs": 60000 }`.
 * @throws RequestError 400 naming the key, its value, and what was expected
 */
export function toggleRequest(body: unknown): ToggleRequest {
  if (!isObject(body)) throw mistake('the body', body, 'an object like {"classes": {"Feed": {"traced": false}}}');
  refuseUnknown(body, KEYS, '');
  const { classes, ttlMs } = body;
  if (!isObject(classes)) throw mistake('classes', classes, 'an object with names of classes, or patterns with *');
  if (ttlMs !== undefined && !isTimeToLive(ttlMs)) {
    throw mistake('ttlMs', ttlMs, `whole milliseconds from 1 to ${String(MAX_TTL_MS)}`);
  }
  return {
    classes: new Map(Object.entries(classes).map(([pattern, toggle]) => [pattern, toggleOf(pattern, toggle)])),
    ttlMs,
  };
}

function toggleOf(pattern: string, toggle: unknown): ClassToggle | undefined {
  if (pattern === '' || pattern.length > MAX_PATTERN) {
    throw mistake('a name in classes', pattern, `1 to ${String(MAX_PATTERN)} characters`);
  }
  if (toggle === null) return undefined;
  if (toggle === false) return false;
  const key = `classes.${pattern}`;
  if (!isObject(toggle)) throw mistake(key, toggle, 'false, null, or an object with traced, metered, logged');
  refuseUnknown(toggle, SIGNALS, `${key}.`);
  for (const [signal, on] of Object.entries(toggle)) {
    if (typeof on !== 'boolean') throw mistake(`${key}.${signal}`, on, 'true or false');
  }
  return toggle;
}

function refuseUnknown(given: object, known: readonly string[], prefix: string): void {
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  const meant = nearest(unknown, known);
  const remedy = meant === undefined ? `expected ${known.join(', ')}` : `did you mean "${meant}"?`;
  throw new RequestError(400, `unknown key "${shorten(prefix + unknown)}": ${remedy}`);
}

function mistake(key: string, value: unknown, expected: string): RequestError {
  const given = value === undefined ? 'missing' : `is ${shorten(JSON.stringify(value))}`;
  return new RequestError(400, `${shorten(key)} ${given}: expected ${expected}`);
}

function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 97)}...` : text;
}

function isTimeToLive(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MAX_TTL_MS;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
