type Redactor = (text: string, error: unknown) => unknown;

/** How much of errors is shown: everything, the type, or what a function lets through. */
export type ErrorPolicy = 'full' | 'type' | Redactor;

/** The policy that the option `errors` of a mark stands for; everything, where there is none. */
export function policyOf(errors: unknown): ErrorPolicy {
  if (typeof errors === 'function') return errors as Redactor;
  return errors === 'type' ? 'type' : 'full';
}

/**
 * What a policy shows of a text. Never throws, whatever a function of the program does.
 * @param brief what stands in its place
 */
export function redacted(policy: ErrorPolicy, text: string, error: unknown, brief: string): string {
  if (policy === 'type') return brief;
  if (policy === 'full') return text;
  try {
    const shown = policy(text, error);
    if (typeof shown === 'string') return shown;
    // One that answers later is no redactor; what it fails with must not end the process.
    void Promise.resolve(shown).catch(() => undefined);
    return brief;
  } catch {
    return brief;
  }
}
