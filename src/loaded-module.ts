/**
 * What a module exports that was loaded by `import()`: bundlers leave nothing but `default` of a module in CommonJS, where Node
 * shows the names as well.
 */
export function namesOf<T extends object>(loaded: T): T {
  const names = Object.keys(loaded).filter((name) => name !== '__esModule');
  const { default: all } = loaded as { readonly default?: unknown };
  return names.length === 1 && typeof all === 'object' && all !== null ? (all as T) : loaded;
}
