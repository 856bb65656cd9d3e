/** The label value that a mark asks for instead of the name of its class or method; `undefined` when it asks for none. */
export function labelOf(options: Readonly<Record<string, unknown>>): string | undefined {
  const { name } = options;
  return typeof name === 'string' && name !== '' ? name : undefined;
}
