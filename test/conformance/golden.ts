import { join } from 'node:path';
import { loadCases } from './load.js';
import { replay, themeOf, type Verdict } from './replay.js';

/** The project's own copy of golden cases. */
export const goldenCases = (file: string): readonly unknown[] => loadCases(join(__dirname, '../golden', file));

/** One test for each theme of the cases, which has to hold more than so many of them. */
export function replaysThemes(cases: readonly unknown[], moreThan: number): void {
  test.each([...new Set(cases.map((golden) => themeOf(golden) ?? ''))])('theme %s passes whole', async (theme) => {
    const verdicts: Verdict[] = [];
    for (const golden of cases) if (themeOf(golden) === theme) verdicts.push(await replay(golden));
    expect(verdicts.length).toBeGreaterThan(moreThan);
    expect(verdicts.filter((verdict) => verdict.difference !== undefined)).toEqual([]);
  });
}
