import { join } from 'node:path';
import type { GrafanaCase } from './grafana-case.js';
import { loadCases } from './load.js';
import { replay, themeOf } from './replay.js';

const cases = loadCases(join(__dirname, '../golden/grafana-go.jsonl.gz')) as readonly GrafanaCase[];

test.each(cases.map((golden) => [golden.input.name, golden] as const))(
  'golden case %s passes',
  async (name, golden) => {
    expect(await replay(golden)).toEqual({ id: name, theme: 'grafana', difference: undefined });
  },
);

test('all of them count as one theme', () => {
  expect(new Set(cases.map(themeOf))).toEqual(new Set(['grafana']));
});

test.each([
  ['gen', 'dashboard', { title: 'another' }, 'dashboard.title: expected "another"'],
  ['sync', 'requests', [], 'requests: expected []'],
  ['env', 'ops', [{ requests: 1 }], 'ops: expected [{"requests":1}]'],
] as const)(
  'a case of kind %s that expects something else fails, with the first difference',
  async (kind, part, wanted, said) => {
    const golden = cases.find(({ input }) => input.kind === kind && input.noToken !== true);
    const changed = kind === 'gen' ? { ...golden?.expect.dashboard, ...wanted } : wanted;
    const { difference } = await replay({ ...golden, expect: { ...golden?.expect, [part]: changed } });
    expect(difference).toContain(said);
  },
);
