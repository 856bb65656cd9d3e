import { join } from 'node:path';
import { loadCases } from './load.js';
import type { OtelCase } from './otel-case.js';
import { replay, themeOf, type Verdict } from './replay.js';

const cases = loadCases(join(__dirname, '../golden/otel-go.jsonl.gz'));
const themes = [...new Set(cases.map((golden) => themeOf(golden) ?? ''))];

describe('golden cases of traces and logs', () => {
  test.each(themes)('theme %s passes whole', async (theme) => {
    const verdicts: Verdict[] = [];
    for (const golden of cases) if (themeOf(golden) === theme) verdicts.push(await replay(golden));
    expect(verdicts.length).toBeGreaterThan(5);
    expect(verdicts.filter((verdict) => verdict.difference !== undefined)).toEqual([]);
  });

  test.each([
    ['a span that is missing', 'spans', 'spans['],
    ['a log record that is missing', 'logs', 'logs['],
    ['a result that is missing', 'results', 'results: expected'],
  ] as const)('a case that expects %s fails, with the first difference', async (_what, list, difference) => {
    const golden = structuredClone(cases[0]) as { expect: Partial<Record<keyof OtelCase['expect'], unknown[]>> };
    (golden.expect[list] ??= []).push({ name: 'nowhere' });
    expect((await replay(golden)).difference).toContain(difference);
  });
});
