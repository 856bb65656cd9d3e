import { secondsAndNanos } from '../../../src/exporters/shared/index.js';

it.each([
  [0, [0, 0]],
  [1_900_000_000_123.25, [1_900_000_000, 123_250_000]],
  [1999.9999999, [2, 0]],
])('%p ms are %p', (ms, expected) => {
  expect(secondsAndNanos(ms)).toEqual(expected);
});
