import type { Secret } from './secret.js';

/** What stands in the place of a secret. */
export const HIDDEN = '[secret]';

/** A secret of either copy of the package has it. */
export const BRAND = Symbol.for('statescope.secret');

/** Whether a value was wrapped by `secret`, by this copy of the package or the other one. */
export function isSecret(value: unknown): value is Secret<unknown> {
  return typeof value === 'object' && value !== null && BRAND in value;
}
