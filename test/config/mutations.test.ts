import { runMutations } from '../support/config-mutations.js';

jest.setTimeout(60_000);

test('2,000 mutated configurations are taken, or refused with a clear error', async () => {
  const { taken, refused } = await runMutations(2000, 1);
  expect(taken + refused).toBe(2000);
  expect(Math.min(taken, refused)).toBeGreaterThan(200);
});
