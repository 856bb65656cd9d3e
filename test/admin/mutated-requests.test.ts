import { fuzzAdmin } from '../support/admin-fuzz.js';
import { closeAdmin } from '../support/admin.js';
import { stopScopes } from '../support/scopes.js';

jest.setTimeout(30_000);

afterEach(async () => {
  await closeAdmin();
  stopScopes();
});

test('a thousand mutated requests get clear errors, and the endpoint goes on', async () => {
  const { mistakes, statuses } = await fuzzAdmin(1000);
  expect(mistakes).toEqual([]);
  for (const status of [200, 400, 401, 403, 404]) expect(statuses.get(status)).toBeGreaterThan(0);
});
