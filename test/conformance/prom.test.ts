import { goldenCases, replaysThemes } from './golden.js';
import type { PromCase } from './prom-replay.js';
import { replay } from './replay.js';

const cases = goldenCases('prom-go.jsonl.gz');

describe('golden cases of averaged gauges', () => {
  replaysThemes(cases, 5);

  test.each([
    ['another value', (text: string) => text.replace('am_states_m 2', 'am_states_m 3'), 'text: expected'],
    ['a gauge that is missing', (text: string) => text.replace(/am_steps_m 0\n/, ''), 'text: expected'],
  ])('a case that expects %s fails, with the first difference', async (_what, change, difference) => {
    const golden = structuredClone(cases[0]) as { expect: { text?: string }[] } & PromCase;
    const [, , gathered] = golden.expect;
    if (gathered?.text !== undefined) gathered.text = change(gathered.text);
    expect((await replay(golden)).difference).toContain(difference);
  });
});
