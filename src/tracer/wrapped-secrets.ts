import { isSecret } from './secret-mark.js';
import type { Secret } from './secret.js';

/**
 * Values that are looked at inside one argument, the outer ones first; further in, a secret is not found. A request or a socket may
 * be an argument, and is looked at in every transition.
 */
const MAX_VALUES = 300;

const NONE: readonly Secret<unknown>[] = [];

/** The secrets that an argument is or holds, in objects, lists, maps and sets. Calls no getter of the program, and never throws. */
export function wrappedIn(value: unknown): readonly Secret<unknown>[] {
  if (typeof value !== 'object' || value === null) return NONE;
  if (isWrapped(value)) return [value];
  const found: Secret<unknown>[] = [];
  const seen = new Set<object>([value]);
  let left = MAX_VALUES;
  // What is added while it is iterated over comes too.
  for (const object of seen) {
    for (const inner of valuesIn(object)) {
      if (left-- === 0) return found;
      if (typeof inner !== 'object' || inner === null) continue;
      if (isWrapped(inner)) found.push(inner);
      else seen.add(inner);
    }
  }
  return found.length === 0 ? NONE : found;
}

/** Whether a value is a secret, whatever it does when it is looked at. */
function isWrapped(value: object): value is Secret<unknown> {
  try {
    return isSecret(value);
  } catch {
    return false;
  }
}

function* valuesIn(object: object): Iterable<unknown> {
  try {
    if (ArrayBuffer.isView(object)) return;
    if (object instanceof Map) for (const [key, value] of object) yield* [key, value];
    if (object instanceof Set) yield* object;
    for (const key in object) yield Object.getOwnPropertyDescriptor(object, key)?.value;
  } catch {
    // It does not let itself be looked at.
  }
}
