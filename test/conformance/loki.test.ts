import { goldenCases, replaysThemes } from './golden.js';
import type { LokiCase } from './loki-replay.js';
import { replay } from './replay.js';

const cases = goldenCases('loki-go.jsonl.gz') as LokiCase[];

describe('golden cases of lines pushed to Loki', () => {
  replaysThemes(cases, 0);

  it.each<[string, (expected: { results: unknown[]; pushes: unknown[] }) => void, string]>([
    ['a push that is missing', ({ pushes }) => pushes.push([]), 'pushes['],
    ['one push less', ({ pushes }) => pushes.pop(), 'pushes['],
    ['another result', ({ results }) => results.splice(0, 1, 7), 'results: expected'],
  ])('a case that expects %s fails, with the first difference', async (_what, change, difference) => {
    const golden = structuredClone(cases[0]) as LokiCase;
    change(golden.expect as { results: unknown[]; pushes: unknown[] });
    expect((await replay(golden)).difference).toContain(difference);
  });
});
