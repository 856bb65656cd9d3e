/** One value of a configuration and where it came from. */
export interface Setting {
  readonly path: readonly string[];
  readonly value: unknown;
  /** As a message names it: `code`, `statescope.json:3`, `OTEL_SERVICE_NAME`. */
  readonly source: string;
}

type Tree = Record<string, unknown>;

/** Deeper than any key of the model; what lies below is one value, so that nothing circular is followed. */
const MAX_DEPTH = 16;

/** Takes an object apart into its values; a list is one value, and so is an object without keys. */
export function settingsOf(value: unknown, source: string, path: readonly string[] = []): readonly Setting[] {
  if (value === undefined) return [];
  const entries = isTree(value) && path.length < MAX_DEPTH ? Object.entries(value) : undefined;
  if (entries === undefined || (entries.length === 0 && path.length > 0)) return [{ path, value, source }];
  return entries.flatMap(([key, inner]) => settingsOf(inner, source, [...path, key]));
}

/** Puts values together; of two for the same key, or for a key and one within it, the later one wins. */
export function treeOf(settings: readonly Setting[]): Tree {
  const root = newTree();
  for (const { path, value } of settings) {
    let at = root;
    for (const key of path.slice(0, -1)) {
      const inner = at[key];
      at = isTree(inner) ? inner : (at[key] = newTree());
    }
    const last = path.at(-1);
    if (last === undefined) continue;
    // An object without keys says nothing against keys that are there; it is never handed on, as it may be written to.
    if (!isEmpty(value)) at[last] = value;
    else if (!isTree(at[last])) at[last] = newTree();
  }
  return root;
}

/** The setting in force at a path, or the last one within or above it. */
export function settingAt(settings: readonly Setting[], path: readonly string[]): Setting | undefined {
  return settings.findLast((setting) =>
    setting.path.every((key, depth) => depth >= path.length || path[depth] === key),
  );
}

/** True for an object without keys. */
export function isEmpty(value: unknown): boolean {
  return isTree(value) && Object.keys(value).length === 0;
}

function isTree(value: unknown): value is Tree {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Without a prototype, so that a key of any name is only a key. */
function newTree(): Tree {
  return Object.create(null) as Tree;
}
