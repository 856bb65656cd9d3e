import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runParts } from '../../samples/by-hand/parts.js';

const expected = readFileSync(join(__dirname, '../../samples/by-hand/expected.txt'), 'utf8');

const run = async (...names: readonly string[]) => {
  const lines: string[] = [];
  const found = await runParts(names, (line) => lines.push(line));
  return { found, text: lines.map((line) => `${line}\n`).join('') };
};

test('all parts print what is expected', async () => {
  expect(await run()).toEqual({ found: true, text: expected });
});

test('a part alone prints the same', async () => {
  const { text } = await run('inherited');
  expect(text).toMatch(/^# inherited\n/);
  expect(expected).toContain(text);
});

test('a part there is not is named, with those there are', async () => {
  expect(await run('trace')).toEqual({
    found: false,
    text: 'there is no part "trace": one of traces, inherited, messages, logs, loki, dbg, metrics, averaged, environment\n',
  });
});
