import { join } from 'node:path';
import { loadCases } from './load.js';
import type { PromCase } from './prom-replay.js';
import { replay, themeOf, type Verdict } from './replay.js';

const cases = loadCases(join(__dirname, '../golden/prom-go.jsonl.gz'));
const themes = [...new Set(cases.map((golden) => themeOf(golden) ?? ''))];

describe('golden cases of averaged gauges', () => {
  test.each(themes)('theme %s passes whole', async (theme) => {
    const verdicts: Verdict[] = [];
    for (const golden of cases) if (themeOf(golden) === theme) verdicts.push(await replay(golden));
    expect(verdicts.length).toBeGreaterThan(5);
    expect(verdicts.filter((verdict) => verdict.difference !== undefined)).toEqual([]);
  });

  test.each([
    ['another value', (text: string) => text.replace('am_states_m 2', 'am_states_m 3'), 'text: expected'],
    ['a gauge that is missing', (text: string) => text.replace(/am_steps_m 0\n/, ''), 'text: expected'],
  ])('a case that expects %s fails, with the first difference', async (_what, change, difference) => {
    const golden = structuredClone(cases[0]) as { expect: { text?: string }[] } & PromCase;
    const [, , gathered] = golden.expect;
    if (gathered?.text !== undefined) gathered.text = change(gathered.text);
    expect((await replay(golden)).difference).toContain(difference);
  });
});
