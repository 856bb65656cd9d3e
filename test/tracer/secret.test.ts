import { inspect } from 'node:util';
import { isSecret, secret } from '../../src/index.js';
import type * as tracer from '../../src/tracer/index.js';

const TOKEN = 'the-token';

test('a secret gives its value to who asks for it, and to nobody else', () => {
  const hidden = secret(TOKEN);
  expect(hidden.reveal()).toBe(TOKEN);
  const ways = [
    String(hidden),
    [hidden].join(),
    'a '.concat(hidden as never),
    Number(hidden).toString(),
    JSON.stringify({ hidden }),
    inspect({ hidden }, { showHidden: true, depth: 9 }),
    Object.values(hidden).join(),
    JSON.stringify(structuredClone(hidden)),
  ];
  expect(ways.join('\n')).not.toContain(TOKEN);
  expect(String(hidden)).toBe('[secret]');
});

test('a secret of the other copy of the package is one as well', () => {
  jest.isolateModules(() => {
    const copy = jest.requireActual<typeof tracer>('../../src/tracer/index.js');
    expect(copy.secret).not.toBe(secret);
    expect(isSecret(copy.secret(1))).toBe(true);
    expect(copy.secretTexts({ token: secret(TOKEN) }, undefined)).toContain(TOKEN);
  });
});

test.each([[TOKEN], [{ reveal: () => TOKEN }], [undefined], [null]])('%p is none', (value) => {
  expect(isSecret(value)).toBe(false);
});
