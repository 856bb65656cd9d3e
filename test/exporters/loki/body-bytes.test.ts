import { BodyBytes } from '../../../src/exporters/loki/body-bytes.js';

const bytes = new BodyBytes();
const textOf = (body: Uint8Array) => new TextDecoder('utf-8', { fatal: true }).decode(body);

test.each([
  ['nothing', ''],
  ['a short text', '{"streams":[]}'],
  ['a longer text', 'x'.repeat(100_000)],
  ['a text that is short again', '{}'],
  ['a text of many bytes a character', 'ä€😀'.repeat(100_000)],
  ['a text that fills what a shorter one needed', 'ü'.repeat(1_600_000)],
  ['more than is kept', '€'.repeat(2_000_000)],
])('%s becomes UTF-8, whatever came before', (_what, text) => {
  expect(textOf(bytes.of([text.slice(0, 5), '', text.slice(5)])) === text).toBe(true);
});

test('the memory of one body is that of the next, unless it is large', () => {
  const one = bytes.of(['one']);
  expect(bytes.of(['two']).buffer).toBe(one.buffer);
  expect(textOf(one)).toBe('two');
  const large = bytes.of(['x'.repeat(5_000_000)]);
  bytes.of(['three']);
  expect(large[0]).toBe('x'.charCodeAt(0));
});
