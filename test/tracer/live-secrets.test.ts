import { survivors } from '../../src/testing/garbage.js';
import { secret, withoutSecrets } from '../../src/tracer/index.js';

/** As many secrets as are kept, which nobody holds. */
const many = (): readonly WeakRef<object>[] =>
  Array.from({ length: 1000 }, (_, i) => new WeakRef(secret(`one of many ${String(i)}`)));

/** Finalizers run some time after what they wait for was collected. */
async function soon(isSo: () => boolean): Promise<boolean> {
  for (let turn = 0; turn < 500 && !isSo(); turn++) await new Promise((resolve) => setImmediate(resolve));
  return isSo();
}

test('secrets that are gone are not looked for, and make room for others', async () => {
  const unread = many();
  const refused = secret('a key that found no room');
  expect(withoutSecrets('one of many 7, a key that found no room', [])).toBe('[secret], a key that found no room');
  expect(await survivors(unread)).toEqual([]);
  expect(await soon(() => withoutSecrets('one of many 7', []) === 'one of many 7')).toBe(true);
  const kept = secret('a key in a field');
  expect(withoutSecrets('a key in a field', [])).toBe('[secret]');
  expect([refused, kept].map(String)).toEqual(['[secret]', '[secret]']);
});

test('those that nobody looked for make room as well', async () => {
  expect(await survivors(many())).toEqual([]);
  const kept: unknown[] = [];
  const isKept = (): boolean => {
    kept.push(secret('another key'));
    return withoutSecrets('with another key', []) === 'with [secret]';
  };
  expect(await soon(isKept)).toBe(true);
});

test('what two secrets say is looked for as long as one of them lives', async () => {
  const kept = secret('said twice');
  const other = (() => new WeakRef(secret('said twice')))();
  expect(withoutSecrets('said twice', [])).toBe('[secret]');
  expect(await survivors([other])).toEqual([]);
  expect(withoutSecrets('said twice', [])).toBe('[secret]');
  expect(String(kept)).toBe('[secret]');
});

test('a longer one goes before a shorter one, and what is hidden already stays', () => {
  const kept = [secret('the-token'), secret('the-token-of-the-day'), secret('secret')];
  expect(withoutSecrets('the-token, the-token-of-the-day, [secret][secret] secret', [])).toBe(
    '[secret], [secret], [secret][secret] [secret]',
  );
  expect(kept).toHaveLength(3);
});
