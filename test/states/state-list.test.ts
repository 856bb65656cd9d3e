import { createHash } from 'node:crypto';
import { defineSchema, hashStates, Machine, sameStates, sharedStates, subtractStates } from 'statescope';
import { md5 } from '../../src/states/md5.js';

test('subtraction takes away the states of every list, the first one included', () => {
  expect(subtractStates(['A', 'B', 'C', 'B', 'D'], ['B'], ['D', 'X'])).toEqual(['A', 'C']);
  expect(subtractStates(['A', 'A'])).toEqual(['A', 'A']);
  expect(subtractStates([], ['A'])).toEqual([]);
});

test('shared states keep the order of the first list, without duplicates', () => {
  expect(sharedStates(['C', 'A', 'C', 'X'], ['A', 'B', 'C'])).toEqual(['C', 'A']);
});

test('names from outside are reduced to the states of a machine, with duplicates as without', () => {
  const machine = new (Machine.of(defineSchema({ A: {}, B: {} })))();
  expect(sharedStates(['B', 'X', 'B', 'A'], machine.stateNames)).toEqual(['B', 'A']);
  expect(sharedStates(['X', 'A'], machine.stateNames)).toEqual(['A']);
});

test.each<[readonly string[], readonly string[], boolean]>([
  [['A', 'B'], ['B', 'A'], true],
  [['A', 'A', 'B'], ['B', 'A'], true],
  [['A'], ['A', 'B'], false],
  [['A', 'C'], ['A', 'B'], false],
  [[], [], true],
])('%j and %j are the same set: %j', (a, b, same) => {
  expect(sameStates(a, b)).toBe(same);
});

test('the hash is the first four digits of the MD5 of the names, and depends on the order', () => {
  const expected = createHash('md5').update('A,B,Exception').digest('hex').slice(0, 4);
  expect(hashStates(['A', 'B', 'Exception'])).toBe(expected);
  expect(hashStates(['B', 'A', 'Exception'])).not.toBe(expected);
  expect(hashStates([])).toBe('d41d');
});

test.each([0, 1, 3, 54, 55, 56, 57, 63, 64, 65, 119, 120, 200, 1000])('the MD5 of %i bytes is right', (size) => {
  const text = Array.from({ length: size }, (_, i) => String.fromCharCode(32 + ((i * 7) % 90))).join('');
  expect(md5(text)).toBe(createHash('md5').update(text).digest('hex'));
});

test('the MD5 is of the bytes in UTF-8', () => {
  expect(md5('Zażółć → ✓ 😀')).toBe(createHash('md5').update('Zażółć → ✓ 😀').digest('hex'));
});
