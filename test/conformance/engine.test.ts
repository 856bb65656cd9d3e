import { join } from 'node:path';
import { unwatchedDifferenceOf } from './engine-compare.js';
import { loadCases } from './load.js';
import { replay, themeOf, type Verdict } from './replay.js';

const cases = loadCases(join(__dirname, '../golden/machine.jsonl.gz'));
const themes = [...new Set(cases.map((golden) => themeOf(golden) ?? ''))];

describe('golden cases of the engine', () => {
  test.each(themes)('theme %s passes whole', async (theme) => {
    const verdicts: Verdict[] = [];
    for (const golden of cases) if (themeOf(golden) === theme) verdicts.push(await replay(golden));
    expect(verdicts.length).toBeGreaterThan(50);
    expect(verdicts.filter((verdict) => verdict.difference !== undefined)).toEqual([]);
  });

  test('what nobody watches differs when a handler is called that should have been skipped', () => {
    const expected = { transitions: [{ handlers: ['0:AEnter', '0:BEnter'], skipped: ['0:BEnter'] }] };
    const happened = (calls: readonly string[]) => ({ err: '', onError: [], calls });
    expect(unwatchedDifferenceOf(expected, happened(['0:AEnter']))).toBeUndefined();
    expect(unwatchedDifferenceOf(expected, happened(['0:AEnter', '0:BEnter']))).toContain(
      'calls: expected ["0:AEnter"]',
    );
  });

  test('a case that expects something else fails, with the first difference', async () => {
    const golden = structuredClone(cases[0]) as { expect: { active: string[] }[] };
    golden.expect[0]?.active.push('Nowhere');
    const { difference } = await replay(golden);
    expect(difference).toBe('op 0 (add): active: expected ["A","Nowhere"], got ["A"]');
  });
});
