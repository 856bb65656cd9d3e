import { FORM } from '../copies.js';
import type { Secret } from './secret.js';

/** What looks for secrets; made with the first one, so that nobody else brings the code for it. */
export interface SecretSearch {
  /** A secret is there. */
  note(secret: Secret<unknown>): void;
  /** The texts that tell the secrets in a value, wherever in it they stand. */
  textsIn(value: unknown): readonly string[];
  /** A text without the secrets that live. */
  cutOutOf(text: string): string;
}

const KEY = Symbol.for(`statescope.secretSearch.${FORM}`);
const holder = globalThis as { [KEY]?: SecretSearch | undefined };

/** One for the process, for both copies of the package; undefined as long as there was no secret. */
export function secretSearch(): SecretSearch | undefined {
  return holder[KEY];
}

/** The one there is, or a new one. */
export function firstSecretSearch(make: () => SecretSearch): SecretSearch {
  return (holder[KEY] ??= make());
}
