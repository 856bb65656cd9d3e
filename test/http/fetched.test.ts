import { fetchFailure, jsonIn } from '../../src/http/index.js';

test('a body is JSON, or nothing', () => {
  expect([jsonIn('{"a":1}'), jsonIn('null'), jsonIn('<html>'), jsonIn('')]).toEqual([
    { a: 1 },
    null,
    undefined,
    undefined,
  ]);
});

test.each([
  [new TypeError('fetch failed', { cause: Object.assign(new Error('no'), { code: 'ECONNREFUSED' }) }), 'ECONNREFUSED'],
  [new TypeError('fetch failed', { cause: new Error('bad port') }), 'bad port'],
  [new TypeError('fetch failed'), 'fetch failed'],
  [new Error('late'), 'late'],
  ['thrown', 'thrown'],
])('the failure of %s is %s', (error, text) => {
  expect(fetchFailure(error)).toBe(text);
});
