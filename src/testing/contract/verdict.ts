/** Fails when there are problems. */
export function none(what: string, problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(`${what}: ${problems.join('; ')}`);
}

/** Fails when two values differ as JSON; of lists, the message shows the first entry that does. */
export function same(what: string, actual: unknown, expected: unknown): void {
  const [mine, theirs] = firstDifference(actual, expected);
  if (mine !== theirs) throw new Error(`${what}: ${mine}; without it ${theirs}`);
}

function firstDifference(actual: unknown, expected: unknown): readonly [string, string] {
  if (!Array.isArray(actual) || !Array.isArray(expected)) return [textOf(actual), textOf(expected)];
  for (let at = 0; at < Math.max(actual.length, expected.length); at++) {
    const [mine, theirs] = [textOf(actual[at]), textOf(expected[at])];
    if (mine !== theirs) return [mine, theirs];
  }
  return ['', ''];
}

function textOf(value: unknown): string {
  return JSON.stringify([value]);
}
