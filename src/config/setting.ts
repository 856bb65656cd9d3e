/** One value of a configuration and where it came from. */
export interface Setting {
  readonly path: readonly string[];
  readonly value: unknown;
  /** As a message names it: `code`, `statescope.json`, `OTEL_SERVICE_NAME`. */
  readonly source: string;
}

type Tree = Record<string, unknown>;

/** Takes an object apart into its values; a list is one value. */
export function settingsOf(value: unknown, source: string, path: readonly string[] = []): readonly Setting[] {
  if (!isTree(value)) return value === undefined ? [] : [{ path, value, source }];
  return Object.entries(value).flatMap(([key, inner]) => settingsOf(inner, source, [...path, key]));
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
    if (last !== undefined) at[last] = value;
  }
  return root;
}

/** The setting in force at a path, or the last one within or above it. */
export function settingAt(settings: readonly Setting[], path: readonly string[]): Setting | undefined {
  return settings.findLast((setting) =>
    setting.path.every((key, depth) => depth >= path.length || path[depth] === key),
  );
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
