import type { ConfigKey } from './config-key.js';
import type { Setting } from './setting.js';

/**
 * Keys with their final names whose part of the package does not exist yet. Whoever adds it takes them off this list; a key
 * covers those within it.
 */
const NOT_YET: readonly ConfigKey[] = ['diagnostics'];

/** One line for each part that is configured and not there yet. */
export function unavailable(settings: readonly Setting[]): readonly string[] {
  return NOT_YET.flatMap((key) => lineFor(key, settings));
}

function lineFor(key: ConfigKey, settings: readonly Setting[]): readonly string[] {
  const within = settings.filter(({ path }) => `${path.join('.')}.`.startsWith(`${key}.`));
  const sources = [...new Set(within.map(({ source }) => source))];
  return sources.length === 0 ? [] : [`${key} is set (${sources.join(', ')}) and not available in this version`];
}
