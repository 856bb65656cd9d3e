import { join } from 'node:path';
import { loadCases } from './load.js';
import type { LokiCase } from './loki-replay.js';
import { replay, themeOf, type Verdict } from './replay.js';

const cases = loadCases(join(__dirname, '../golden/loki-go.jsonl.gz')) as LokiCase[];
const themes = [...new Set(cases.map((golden) => themeOf(golden) ?? ''))];

describe('golden cases of lines pushed to Loki', () => {
  test.each(themes)('theme %s passes whole', async (theme) => {
    const verdicts: Verdict[] = [];
    for (const golden of cases) if (themeOf(golden) === theme) verdicts.push(await replay(golden));
    expect(verdicts.filter((verdict) => verdict.difference !== undefined)).toEqual([]);
  });

  it.each<[string, (expected: { results: unknown[]; pushes: unknown[] }) => void, string]>([
    ['a push that is missing', ({ pushes }) => pushes.push([]), 'pushes['],
    ['one push less', ({ pushes }) => pushes.pop(), 'pushes['],
    ['another result', ({ results }) => results.splice(0, 1, 7), 'results: expected'],
  ])('a case that expects %s fails, with the first difference', async (_what, change, difference) => {
    const golden = structuredClone(cases[0]) as LokiCase;
    change(golden.expect as { results: unknown[]; pushes: unknown[] });
    expect((await replay(golden)).difference).toContain(difference);
  });
});
