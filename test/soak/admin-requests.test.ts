import { fuzzAdmin } from '../support/admin-fuzz.js';
import { closeAdmin } from '../support/admin.js';

const COUNT = 100_000;

afterEach(closeAdmin);

test('a hundred thousand mutated requests get clear errors, and the endpoint goes on', async () => {
  const { mistakes, statuses } = await fuzzAdmin(COUNT, 20_261);
  expect(mistakes).toEqual([]);
  expect([...statuses.values()].reduce((sum, count) => sum + count, 0)).toBe(COUNT);
});
