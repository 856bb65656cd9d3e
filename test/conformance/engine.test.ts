import { unwatchedDifferenceOf } from './engine-compare.js';
import { goldenCases, replaysThemes } from './golden.js';
import { replay } from './replay.js';

const cases = goldenCases('machine.jsonl.gz');

describe('golden cases of the engine', () => {
  replaysThemes(cases, 50);

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
