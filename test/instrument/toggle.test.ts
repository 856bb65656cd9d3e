import { Toggles } from '../../src/instrument/index.js';

test('what is not set is left to the marks', () => {
  expect(new Toggles().get('Feed', 'traced')).toBeUndefined();
  expect(new Toggles({ Feed: { metered: false } }).get('Feed', 'traced')).toBeUndefined();
});

test('false switches every signal off', () => {
  const toggles = new Toggles({ Feed: false });
  expect(toggles.get('Feed', 'logged')).toBe(false);
  expect(toggles.allOff('Feed')).toBe(true);
  expect(toggles.allOff('Item')).toBe(false);
});

test.each([
  ['File*', 'FileWorker', true],
  ['File*', 'MyFile', false],
  ['*Worker', 'FileWorker', true],
  ['*e*r', 'FileWorker', true],
  ['*', 'Anything', true],
  ['File.orker', 'FileWorker', false],
  ['$Feed', '$Feed', true],
])('%s matches %s: %s', (pattern, className, matches) => {
  expect(new Toggles({ [pattern]: false }).get(className, 'traced')).toBe(matches ? false : undefined);
});

test('an exact name beats a pattern, a longer pattern a shorter one, whatever their order', () => {
  const toggles = new Toggles({ '*': { traced: false }, FileWorker: { traced: true }, 'File*': { metered: true } });
  expect(toggles.get('FileWorker', 'traced')).toBe(true);
  expect(toggles.get('FileReader', 'traced')).toBe(false);
  expect(toggles.get('FileReader', 'metered')).toBe(true);
});

test('a run-time setting beats the configuration until it is taken back', () => {
  const toggles = new Toggles({ Feed: { traced: false } });
  toggles.set('F*', { traced: true });
  expect(toggles.get('Feed', 'traced')).toBe(true);
  toggles.set('F*', undefined);
  expect(toggles.get('Feed', 'traced')).toBe(false);
});

test('of two run-time settings the last one wins', () => {
  const toggles = new Toggles();
  toggles.set('Feed', { traced: true });
  toggles.set('*', false);
  expect(toggles.get('Feed', 'traced')).toBe(false);
  toggles.set('Feed', { traced: true });
  expect(toggles.get('Feed', 'traced')).toBe(true);
  expect(toggles.get('Feed', 'metered')).toBe(false);
});

describe('layers', () => {
  const toggles = new Toggles([
    { origin: 'code', classes: { '*': { traced: false } } },
    { origin: 'env', from: 'AM_CLASSES', classes: { 'F*': { metered: true } } },
    { origin: 'file', from: 'statescope.json', classes: { Feed: { traced: true, metered: false, logged: false } } },
  ]);

  test('a weightier layer beats a more exact name', () => {
    expect(toggles.decision('Feed', 'traced')).toMatchObject({ on: false, origin: 'code', from: 'code', pattern: '*' });
    expect(toggles.decision('Feed', 'metered')).toMatchObject({ on: true, origin: 'env', from: 'AM_CLASSES' });
    expect(toggles.decision('Feed', 'logged')).toMatchObject({ on: false, origin: 'file', from: 'statescope.json' });
    expect(toggles.decision('Item', 'logged')).toBeUndefined();
  });

  test('a new configuration replaces the old one and leaves what was toggled', () => {
    const both = new Toggles({ Feed: false });
    both.set('Item', { traced: false });
    both.configure([{ origin: 'file', classes: { Feed: { traced: true } } }]);
    expect([both.get('Feed', 'traced'), both.get('Feed', 'logged'), both.get('Item', 'traced')]).toEqual([
      true,
      undefined,
      false,
    ]);
  });
});

test('an empty pattern is refused, and so is one above the thousandth', () => {
  const toggles = new Toggles();
  expect(() => toggles.set('', false)).toThrow(expect.objectContaining({ code: 'INVALID_ARGS' }) as Error);
  for (let i = 0; i < 1000; i++) toggles.set(`Class${String(i)}`, false);
  expect(() => toggles.set('OneMore', false)).toThrow(/1001 patterns would be toggled at run time, 1000 may be/);
  toggles.set('Class7', { traced: true });
  expect(toggles.get('Class7', 'traced')).toBe(true);
});

test('a pattern of many stars is compared without going through every way to fit', () => {
  const toggles = new Toggles({ [`${'*a'.repeat(500)}b`]: false });
  const started = performance.now();
  expect(toggles.get('a'.repeat(2000), 'traced')).toBeUndefined();
  expect(performance.now() - started).toBeLessThan(1000);
});
