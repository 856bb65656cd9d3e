import { inspect } from 'node:util';
import fc from 'fast-check';
import { noteCause, secret, secretTexts, textsOf, withoutSecrets, withoutTexts } from '../../src/tracer/index.js';

const cut = (text: string, args: Readonly<Record<string, unknown>>, error?: unknown, names?: readonly string[]) =>
  withoutSecrets(
    text,
    secretTexts(args, error, ({ ...each }) => (names ?? []).flatMap((name) => textsOf(each[name]))),
  );

const throws = (): never => {
  throw new Error('no');
};

test('a wrapped argument is cut out, others stay', () => {
  expect(cut('user bob, token t0k', { user: 'bob', token: secret('t0k') })).toBe('user bob, token [secret]');
});

test('an argument that is named as secret is cut out like a wrapped one', () => {
  expect(cut('pin 1234', { pin: '1234' }, undefined, ['pin'])).toBe('pin [secret]');
  expect(cut('pin 1234', { pin: '1234' })).toBe('pin 1234');
});

test.each<[string, unknown, string]>([
  ['a number', 4711, 'code 4711'],
  ['a big number', 4711n, 'code 4711'],
  ['a list', ['a', 'k1'], 'not k1'],
  ['an object in an object', { in: { deep: 'k1' } }, 'not k1'],
  ['a map', new Map([['k', 'k1']]), 'not k1'],
  ['a set', new Set(['k1']), 'not k1'],
  ['an address', new URL('https://u:k1@example.org/'), 'no https://u:k1@example.org/ there'],
  ['an error', new Error('k1'), 'not k1'],
  ['a secret in a secret', secret('k1'), 'not k1'],
  ['bytes as text', new TextEncoder().encode('k1k1'), 'not k1k1'],
  ['bytes as digits', new Uint8Array([171, 205]), 'not abcd'],
])('%s inside a secret is cut out', (_, value, text) => {
  expect(cut(text, { token: secret(value) })).toMatch(/\[secret\]/);
  expect(cut(text, { token: secret(value) })).not.toMatch(/k1|4711|abcd/);
});

const KEY = Buffer.from('fffefd0102e4f677', 'hex');

test.each<[string, unknown, string]>([
  ['a date', new Date(1e12), '2001-09-09T01:46:40.000Z'],
  ['a symbol', Symbol('k1k1'), 'k1k1'],
  ['headers', new Headers({ authorization: 'Bearer k1k1' }), 'Bearer k1k1'],
  ['a query', new URLSearchParams({ token: 'k1k1' }), 'k1k1'],
  ['the key of a map', new Map([['k1k1', 1]]), 'k1k1'],
  ['a buffer', new TextEncoder().encode('k1k1').buffer, 'k1k1'],
  ['base64 of bytes', KEY, KEY.toString('base64').replace('=', '')],
  ['base64 of bytes for addresses', KEY, KEY.toString('base64url')],
  ['large digits of bytes', KEY, 'FFFEFD0102E4F677'],
  ['bytes in one-byte letters', KEY, KEY.toString('latin1')],
  ['inspected bytes', KEY, inspect(KEY).slice(8, -1)],
  ['listed bytes', KEY, [...KEY].join(', ')],
  ['a value far inside', { a: { a: { a: { a: { a: { a: { a: 'k1k1' } } } } } } }, 'k1k1'],
  [
    'what a class keeps private',
    new (class {
      #key = 'k1k1';
      get key() {
        return this.#key;
      }
    })(),
    'k1k1',
  ],
  [
    'what a class tells as a text',
    new (class {
      toString() {
        return 'k1k1';
      }
    })(),
    'k1k1',
  ],
  [
    'what a class tells in JSON',
    new (class {
      toJSON() {
        return { key: 'k1k1' };
      }
    })(),
    'k1k1',
  ],
])('%s is cut out', (_, value, text) => {
  expect(cut(`<${text}>`, { token: secret(value) })).toBe('<[secret]>');
});

test('what throws when it is read keeps nothing else in a secret from being cut out', () => {
  const value = {
    get first() {
      return throws();
    },
    last: 'k1k1',
  };
  expect(cut('<k1k1>', { token: secret(value) })).toBe('<[secret]>');
});

test('a promise in a secret is left alone, and ends nothing when it fails', async () => {
  const value = {
    get lazy() {
      return Promise.reject(new Error('no'));
    },
  };
  expect(cut('text', { token: secret(value) })).toBe('text');
  await new Promise((resolve) => setImmediate(resolve));
});

test.each<[string, unknown]>([
  ['too many values', Array.from({ length: 1001 }, (_, i) => `k${String(i)}`)],
  ['too long a text', 'k'.repeat(100_001)],
  ['too many bytes', new Uint8Array(100_001)],
])('a secret of %s cannot be looked for, which the caller is told', (_, value) => {
  expect(() => secretTexts({ token: secret(value) }, undefined)).toThrow(RangeError);
});

test.each<[string, (inner: unknown) => unknown]>([
  ['an object', (inner) => ({ login: { token: inner } })],
  [
    'an instance',
    (inner) =>
      new (class {
        token = inner;
      })(),
  ],
  ['a list', (inner) => [[inner]]],
  ['a map', (inner) => new Map([['token', inner]])],
  ['the keys of a map', (inner) => new Map([[inner, 1]])],
  ['a set', (inner) => new Set([inner])],
])('a secret in %s is one of the mutation as well', (_, wrap) => {
  expect(cut('<k1>', { argument: wrap(secret('k1')) })).toBe('<[secret]>');
});

test('the outer values of an argument are searched before the inner ones, and not all of them', () => {
  const token = secret('k1');
  const wide = Array.from({ length: 250 }, (_, i) => ({ i }));
  expect(cut('<k1>', { wide: [...wide, token] })).toBe('<[secret]>');
  expect(cut('<k1>', { wide: [...wide, { token }] })).toBe('<k1>');
});

test('an argument is searched to an end, whatever it is, and no getter of it is called', () => {
  const called = jest.fn();
  const endless: unknown[] = [
    secret('k1'),
    Buffer.alloc(1_000_000),
    {
      get lazy(): unknown {
        called();
        return 1;
      },
    },
  ];
  endless.push(
    endless,
    Array.from({ length: 5000 }, (_, i) => ({ i })),
  );
  expect(cut('<k1>', { endless })).toBe('<[secret]>');
  expect(called).not.toHaveBeenCalled();
});

test.each([
  ['JSON', (text: string) => JSON.stringify({ text })],
  ['an address', encodeURIComponent],
  ['a whole address', encodeURI],
  ['a header', (text: string) => Buffer.from(text).toString('base64')],
  ['an argument that was cut', (text: string) => `${text.slice(0, 17)}...`],
  ['JSON in JSON', (text: string) => JSON.stringify(JSON.stringify({ text }))],
  ['a form', (text: string) => new URLSearchParams({ text }).toString()],
  ['what is inspected', (text: string) => inspect({ text })],
])('a secret is cut out of %s', (_, form) => {
  const value = 'päss"wörd with\nlines and more';
  const cutOut = cut(`failed on ${form(value)}`, { token: secret(value) });
  expect(cutOut).toContain('[secret]');
  expect(cutOut).not.toContain(form(value).replace(/=+$/, '').slice(0, 17));
});

test('what says nothing is not looked for', () => {
  expect(cut('a text', { a: secret(''), b: secret(' '), c: secret(true), d: secret(undefined), e: secret(null) })).toBe(
    'a text',
  );
});

test('a longer secret goes before a shorter one that it holds', () => {
  expect(cut('abcdef abc', { short: secret('abc'), long: secret('abcdef') })).toBe('[secret] [secret]');
});

test('what is hidden already stays as it is', () => {
  expect(cut('[secret] and tea', { token: secret('t') })).toBe('[secret] and [secret]ea');
});

test('an error brings the secrets of every mutation it came out of', () => {
  const error = new Error('a1 b2');
  noteCause(error, { token: secret('a1') });
  noteCause(error, { token: secret('b2') });
  expect(cut(error.message, {}, error)).toBe('[secret] [secret]');
  expect(cut(error.message, {})).toBe('a1 b2');
});

test('an error of an error handler brings the secrets of the error it was called for', () => {
  const first = new Error('a1');
  noteCause(first, { token: secret('a1') });
  const second = new Error('a1 again');
  noteCause(second, { _am__Exception: { error: first } });
  expect(cut(second.message, {}, second)).toBe('[secret] again');
});

test('errors that cause each other end', () => {
  const error = new Error('loop');
  noteCause(error, { error });
  noteCause(error, { token: secret('loop') });
  expect(cut('loop', { error }, error)).toBe('[secret]');
});

test('thrown values that are no objects have no causes and do no harm', () => {
  noteCause('text', { token: secret('x') });
  noteCause(undefined, { token: secret('x') });
  expect(secretTexts({}, 'text')).toEqual([]);
});

test('what cannot be read is skipped', () => {
  const hostile = {
    get broken(): never {
      throw new Error('no');
    },
  };
  const endless: Record<string, unknown> = { value: 'v1' };
  endless['self'] = endless;
  expect(cut('v1', { a: secret(hostile), b: secret(endless), c: secret('\ud800') })).toBe('[secret]');
});

test('a secret that lives in a field is cut out of errors wherever they come from', () => {
  const field = secret('the-key-in-a-field');
  const short = secret('key');
  const error = new Error(`refused ${field.reveal()} ${short.reveal()}`);
  expect(cut(error.message, {}, error)).toBe('refused [secret] key');
  expect(withoutTexts(error.message, secretTexts({}, error))).toBe(error.message);
  const list = Array.from({ length: 300 }, (_, i) => secret(`number ${String(i)} of many`));
  expect(cut(error.message, {}, error)).toBe('refused [secret] key');
  expect(cut('number 299 of many', { list }, error)).toBe('[secret]');
});

test('basic authentication tells no password', () => {
  for (const user of ['u', 'us', 'use']) {
    const header = Buffer.from(`${user}:the-password`).toString('base64');
    expect(cut(header, { password: secret('the-password') })).toMatch(/^.{0,6}\[secret\].{0,3}$/);
  }
});

test('whatever the secret, no trace of it stays in a text', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 4, unit: 'binary' }), fc.string(), fc.string(), (value, before, after) => {
      fc.pre(value.trim() !== '' && !'[secret]'.includes(value));
      const text = cut(`${before}${value}${after}`, { token: secret(value) });
      return !text.replaceAll('[secret]', '\0').includes(value);
    }),
  );
});

test('values that throw when they are looked at hide no others', () => {
  const traps = new Proxy({}, { get: throws, has: throws, getPrototypeOf: throws, getOwnPropertyDescriptor: throws });
  const given = { traps, token: secret('v1'), named: 'v2', more: traps };
  expect(cut('v1 v2', given, traps, ['named', 'traps'])).toBe('[secret] [secret]');
});

test('an argument that throws when it is read is told to the caller, who has to hide everything', () => {
  const hostile = {
    get token() {
      return throws();
    },
  };
  expect(() => secretTexts(hostile, undefined)).toThrow('no');
});
