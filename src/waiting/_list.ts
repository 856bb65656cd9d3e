/** What may be one state or several, as a list. */
export function listOf<K extends string>(states: K | readonly K[]): readonly K[] {
  return typeof states === 'string' ? [states] : states;
}
