import { namesOf } from '../src/loaded-module.js';

const names = { Registry: class {} };

test('a module that shows its names is taken as it is', () => {
  const loaded = { ...names, default: names };
  expect(namesOf(loaded)).toBe(loaded);
  expect(namesOf(names)).toBe(names);
});

test('of a module in CommonJS that was bundled, the names stand in its default', () => {
  expect(namesOf({ default: names })).toBe(names);
  expect(namesOf({ default: names, __esModule: true })).toBe(names);
});

test.each([undefined, 5, () => undefined])('a default that is %p holds no names', (value) => {
  const loaded = { default: value };
  expect(namesOf(loaded)).toBe(loaded);
});
