import { HIDDEN, holdsSecret, isSecret, withoutSecrets } from './secret.js';

type Path = readonly string[];

const MAX_SHOWN = 80;

/** Keys the model does not have where they stand; what they hold may be meant for one that it has. */
const LIKELY_SECRET = /token|pass|pwd|secret|headers|auth|credential|key|bearer|cookie/i;

/** A value as an error may show it: cut, without secrets and what may be one. */
export function shownValue(value: unknown, path: Path): string {
  // Where a colon was forgotten, a section is one text.
  if (isSecret(path) || (typeof value === 'string' && holdsSecret(path))) return HIDDEN;
  let text: string | undefined;
  try {
    const shown = withoutSecrets(value, path);
    text = JSON.stringify(shown, (key, inner: unknown) => (LIKELY_SECRET.test(key) ? HIDDEN : inner));
  } catch {
    // Cyclic, or a bigint: its type says enough.
  }
  text ??= typeof value;
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
}

/**
 * The value of a key that the model does not have; it may be that of a secret, misspelt.
 * @param meant the key that is most like it
 */
export function shownStranger(value: unknown, path: Path, meant: string | undefined): string {
  const section = path.slice(0, -1);
  const isNear = section.length > 0 && meant === undefined && holdsSecret(section);
  if (LIKELY_SECRET.test(path.at(-1) ?? '') || (typeof value === 'string' && isNear)) return HIDDEN;
  return shownValue(value, meant === undefined ? path : [...section, meant]);
}

/** A key as an error may show it: where a colon or a blank was forgotten, a secret is part of it. */
export function shownKey(key: string): string {
  const [name = ''] = /^[\w.$*-]*/.exec(key) ?? [];
  return name === key ? key : name + HIDDEN;
}
