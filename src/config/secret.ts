import type { ConfigKey } from './config-key.js';

/** Values that are never shown, and whose variables have a twin `*_FILE`. */
const SECRET_KEYS: readonly ConfigKey[] = [
  'admin.token',
  'grafana.token',
  'logs.headers',
  'loki.password',
  'loki.token',
  'metrics.headers',
  'otlp.headers',
  'traces.headers',
];

/** What stands for a secret wherever one would be shown. */
export const HIDDEN = '***';

/** Whether a key, or what it is within, is a secret. */
export function isSecret(path: readonly string[]): boolean {
  const key = path.join('.');
  return SECRET_KEYS.some((secret) => key === secret || key.startsWith(`${secret}.`));
}

/** Whether a secret stands somewhere below a key. */
export function holdsSecret(path: readonly string[]): boolean {
  const section = `${path.join('.')}.`;
  return SECRET_KEYS.some((secret) => secret.startsWith(section));
}

/** A value as it may be shown: secrets, also within, and passwords in addresses are hidden. */
export function withoutSecrets(value: unknown, path: readonly string[]): unknown {
  if (isSecret(path)) return HIDDEN;
  if (typeof value === 'string') return withoutPassword(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutSecrets(inner, [...path, key])]));
}

/**
 * Up to the last `@`, as a password that nobody encoded may hold anything, and the scheme may be misspelt; a user alone is often a
 * token.
 */
function withoutPassword(text: string): string {
  if (!text.includes('@')) return text;
  const {
    scheme = '',
    user = '',
    host = '',
  } = /^(?<scheme>.*?\/\/)?(?<user>.*)(?<host>@.*)$/s.exec(text)?.groups ?? {};
  const colon = user.indexOf(':');
  if (colon >= 0) return `${scheme}${user.slice(0, colon)}:${HIDDEN}${host}`;
  return scheme === '' || host === '' || /[/?#]/.test(user) || user === '' ? text : `${scheme}${HIDDEN}${host}`;
}
