import { runMutations } from '../support/config-mutations.js';

test.each([2, 3, 4, 5])('25,000 mutated configurations of seed %d meet clear errors only', async (seed) => {
  const { taken, refused } = await runMutations(25_000, seed);
  expect(taken + refused).toBe(25_000);
});
