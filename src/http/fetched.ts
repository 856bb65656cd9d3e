/** A body as JSON; undefined for what is none: somebody else answered. */
export function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

/** What lies behind `fetch failed`: the code of the system's error, else what it says, else what was thrown. */
export function fetchFailure(error: unknown): string {
  const { cause, message } = error as {
    readonly cause?: { readonly code?: string; readonly message?: string };
    readonly message?: string;
  };
  return cause?.code ?? cause?.message ?? message ?? String(error);
}
