import { LineBuffer } from '../../../src/debugger/recording/line-buffer.js';

test('lines come out as bytes, in their order, each with its newline', () => {
  const lines = new LineBuffer();
  for (const line of ['a', '', '漢🙂', 'x'.repeat(2_000_000)]) lines.add(line);
  expect(lines.length).toBe(2_000_000 + 12);
  expect(lines.take().toString()).toBe(`a\n\n漢🙂\n${'x'.repeat(2_000_000)}\n`);
  expect([lines.length, lines.take().length]).toEqual([0, 0]);
});

test('what was taken stays as it is until it is given back, and its memory is used again then', () => {
  const lines = new LineBuffer();
  lines.add('first');
  const first = lines.take();
  lines.add('second');
  const second = lines.take();
  expect([first.toString(), second.toString()]).toEqual(['first\n', 'second\n']);
  lines.giveBack(first);
  lines.add('third');
  lines.take();
  lines.add('fourth');
  expect(lines.take().buffer).toBe(first.buffer);
});
