import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadCases, replayOtelCase } from './node_modules/golden/replay.mjs';

const golden = fileURLToPath(new URL('../../golden/', import.meta.url));
const cases = readdirSync(golden)
  .filter((name) => name.startsWith('otel-go'))
  .flatMap((name) => loadCases(`${golden}${name}`));

test('there are cases', () => {
  assert.ok(cases.length > 100);
});

for (const each of cases) {
  test(`golden case ${each.id}`, async () => {
    assert.equal(await replayOtelCase(each), undefined);
  });
}

test('a case that expects another span fails', async () => {
  const other = structuredClone(cases[0]);
  other.expect.spans = [...(other.expect.spans ?? []), { name: 'nowhere' }];
  assert.match(await replayOtelCase(other), /spans\[/);
});
