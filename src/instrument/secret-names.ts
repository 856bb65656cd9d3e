import type { Mark } from '../metadata/index.js';

/** The names that the option `secret` lists. */
export function secretNames({ secret }: Mark['options']): readonly string[] {
  return Array.isArray(secret) ? secret.filter((name): name is string => typeof name === 'string') : [];
}
