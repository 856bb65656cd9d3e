/** An object as JSON has it. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A value as it is after it was written and read. */
export function asJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/**
 * Where a value holds anything else than a second one that may have more: the paths of the first differences, or none.
 * @param isSame tells that nothing may be there more
 */
export function differences(
  expected: unknown,
  found: unknown,
  { path = '', isSame = false }: { readonly path?: string; readonly isSame?: boolean } = {},
): readonly string[] {
  if (typeof expected !== 'object' || expected === null || typeof found !== 'object' || found === null) {
    return Object.is(expected, found) ? [] : [path];
  }
  if (Array.isArray(expected) !== Array.isArray(found)) return [path];
  if (Array.isArray(expected) && expected.length !== (found as unknown[]).length) return [path];
  const own = new Set([...Object.keys(expected), ...(isSame ? Object.keys(found) : [])]);
  return [...own].flatMap((key) =>
    differences((expected as JsonObject)[key], (found as JsonObject)[key], {
      path: path === '' ? key : `${path}.${key}`,
      isSame,
    }),
  );
}
