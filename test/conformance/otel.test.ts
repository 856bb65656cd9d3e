import { goldenCases, replaysThemes } from './golden.js';
import type { OtelCase } from './otel-case.js';
import { replay } from './replay.js';

const cases = goldenCases('otel-go.jsonl.gz');

describe('golden cases of traces and logs', () => {
  replaysThemes(cases, 5);

  test.each([
    ['a span that is missing', 'spans', 'spans['],
    ['a log record that is missing', 'logs', 'logs['],
    ['a result that is missing', 'results', 'results: expected'],
  ] as const)('a case that expects %s fails, with the first difference', async (_what, list, difference) => {
    const golden = structuredClone(cases[0]) as { expect: Partial<Record<keyof OtelCase['expect'], unknown[]>> };
    (golden.expect[list] ??= []).push({ name: 'nowhere' });
    expect((await replay(golden)).difference).toContain(difference);
  });
});
