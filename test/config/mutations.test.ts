import { runMutations } from '../support/config-mutations.js';

jest.setTimeout(60_000);

test('300 mutated configurations are taken, or refused with a clear error', async () => {
  const { taken, refused } = await runMutations(300, 1);
  expect(taken + refused).toBe(300);
  expect(Math.min(taken, refused)).toBeGreaterThan(30);
});
