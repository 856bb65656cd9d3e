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
