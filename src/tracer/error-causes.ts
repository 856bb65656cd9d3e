/** Errors behind one error that are looked at; what is further back has seldom anything to say. */
const MAX_CAUSES = 8;
/** Of an error that stands for several. */
const MAX_PARTS = 3;

/**
 * The errors behind an error, the nearest first: its `cause`, the causes of that, and the first ones of an `AggregateError`. Never
 * throws, whatever its getters do, and takes no cause twice.
 */
export function causesBehind(error: unknown): readonly unknown[] {
  const found: unknown[] = [error];
  for (let at = 0; at < found.length; at++) {
    for (const cause of directCauses(found[at])) {
      if (found.length > MAX_CAUSES) return found.slice(1);
      if (!found.includes(cause)) found.push(cause);
    }
  }
  return found.slice(1);
}

function directCauses(error: unknown): readonly unknown[] {
  try {
    if (!(error instanceof Error)) return [];
    const parts: unknown = 'errors' in error ? error.errors : undefined;
    const several = Array.isArray(parts) ? (parts.slice(0, MAX_PARTS) as unknown[]) : [];
    return [error.cause, ...several].filter((cause) => cause !== undefined && cause !== null);
  } catch {
    return [];
  }
}
