/** Every method the engine can ask for. */
export function allHandlers(states: readonly string[]): readonly string[] {
  const suffixes = ['Enter', 'Exit', 'State', 'End', ...states];
  return ['AnyEnter', 'AnyState', ...states.flatMap((state) => suffixes.map((suffix) => state + suffix))];
}
