/** What was given instead, for messages: the kind of value, or a number as it is. */
export function typeText(given: unknown): string {
  if (given === null || typeof given === 'number') return String(given);
  return Array.isArray(given) ? 'a list' : typeof given;
}
