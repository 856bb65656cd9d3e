import { noteCause, secret, thrownText } from '../../src/tracer/index.js';

const throws = (): never => {
  throw new Error('no');
};

test.each<[string, unknown, string]>([
  ['an error', new TypeError('x'), 'x'],
  ['a text', 'text', 'text'],
  ['nothing', undefined, 'undefined'],
  ['a symbol', Symbol('s'), 'Symbol(s)'],
  ['an error with a number', Object.assign(new Error('x'), { message: 7 }), '7'],
  ['what has no text', Object.create(null), 'an error that cannot be read'],
  ['what throws', new Proxy({}, { get: throws, getPrototypeOf: throws }), 'an error that cannot be read'],
])('%s says what it has to say', (_, error, text) => {
  expect(thrownText(error)).toBe(text);
});

test('secrets of the mutation that an error came out of are no part of it', () => {
  const error = new Error('no login with t0k');
  noteCause(error, { token: secret('t0k') });
  expect(thrownText(error)).toBe('no login with [secret]');
});
