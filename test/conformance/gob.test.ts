import { join } from 'node:path';
import { loadCases } from './load.js';
import { replay } from './replay.js';
import type { GobCase } from './gob-case.js';

const cases = loadCases(join(__dirname, '../golden/gob.json')) as GobCase[];

describe('golden cases of gob', () => {
  test('there are as many as were recorded', () => {
    expect(cases).toHaveLength(76);
  });

  test.each(cases.map((golden) => [golden.theme, golden.id, golden] as const))(
    '%s: %s is read as a whole, read byte by byte, and written as Go writes it',
    async (_theme, _id, golden) => {
      expect((await replay(golden)).difference).toBeUndefined();
    },
  );

  test.each(['gob', 'rpc'] as const)('a case of kind %s that expects other bytes fails', async (theme) => {
    const golden = cases.find((one) => one.theme === theme && one.unordered !== true) as GobCase;
    const damaged = { ...golden, hex: golden.hex.slice(0, -2) + '7f' };
    expect((await replay(damaged)).difference).toBeDefined();
  });
});
