import { lineBlocks, linesOf } from '../src/file-lines.js';
import { temporaryFiles } from './support/temporary-files.js';

const { path, file } = temporaryFiles();

async function lines(name: string) {
  const found: (readonly [number, string, boolean])[] = [];
  for await (const { number, bytes, ended } of linesOf(name)) found.push([number, bytes.toString(), ended]);
  return found;
}

test('lines are numbered, blank ones are counted and left out, and the last one need not end', async () => {
  expect(await lines(file('a', '{"a":1}\n\n \t\r\n{"b":2}\r\nlast'))).toEqual([
    [1, '{"a":1}', true],
    [4, '{"b":2}\r', true],
    [5, 'last', false],
  ]);
});

test('only a newline ends a line', async () => {
  const text = 'a\u2028b\u2029c\rd\u0085e';
  expect(await lines(file('separators', `${text}\n`))).toEqual([[1, text, true]]);
});

test('lines that come in several pieces are put together, also within a character', async () => {
  const long = ['é'.repeat(40_000), 'x', '漢'.repeat(90_001), '🙂'.repeat(65_536)];
  const found = await lines(file('long', `${long.join('\n')}\n`));
  expect(found.map(([, text]) => text)).toEqual(long);
});

test('an empty file has no lines', async () => {
  expect(await lines(file('empty', ''))).toEqual([]);
});

test('a file that cannot be read is named', async () => {
  await expect(lines(path('none'))).rejects.toMatchObject({
    code: 'FILE',
    message: expect.stringMatching(/^the file ".*none" cannot be read: .*ENOENT/) as string,
  });
});

test('lines know where they begin', async () => {
  const offsets: number[] = [];
  for await (const { offset } of linesOf(file('offsets', 'é\n\nb\nlast'))) offsets.push(offset);
  expect(offsets).toEqual([0, 4, 6]);
});

test('blocks begin where they are told to, hold whole lines, and the last one may end within a line', async () => {
  const text = `first\n${'x'.repeat(1_500_000)}\nlast`;
  const found: (readonly [number, number, boolean])[] = [];
  for await (const { bytes, offset, ended } of lineBlocks(file('blocks', text), 6)) {
    found.push([offset, bytes.length, ended]);
  }
  expect(found).toEqual([
    [6, 1_500_001, true],
    [1_500_007, 4, false],
  ]);
});
