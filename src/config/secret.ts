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

/** A value as it may be shown: secrets, also within, and passwords in addresses are hidden. */
export function withoutSecrets(value: unknown, path: readonly string[]): unknown {
  if (isSecret(path)) return HIDDEN;
  if (typeof value === 'string') return withoutPassword(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutSecrets(inner, [...path, key])]));
}

/** Up to the last `@`, as a password that nobody encoded may hold anything; a user alone is often a token. */
function withoutPassword(text: string): string {
  return text
    .replace(/^((?:\w+:\/\/)?[^/?#@:\s]*):(?!\/\/).*@/s, `$1:${HIDDEN}@`)
    .replace(/^(\w+:\/\/)[^/?#@:]+@/, `$1${HIDDEN}@`);
}
