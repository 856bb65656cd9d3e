import { sortStable } from '../../src/engine/sort-stable.js';

/** Numbers that are the same each time, from 0 below `n`. */
function* dice(n: number): Generator<number, never> {
  for (let x = 11; ; x = (x * 1103515245 + 12345) % 2147483648) yield (x >> 8) % n;
}

const sizes = [0, 1, 2, 3, 19, 20, 21, 22, 39, 40, 41, 59, 61, 80, 85, 121];

test.each(sizes)('a list of %i is sorted, and equal ones keep their order', (size) => {
  for (const kinds of [1, 2, 5, 1000]) {
    const roll = dice(kinds);
    const keys = Array.from({ length: size }, () => roll.next().value);
    const list = keys.map((_, i) => i);
    sortStable(list, (a, b) => (keys[a] as number) < (keys[b] as number));
    expect(list).toEqual(keys.map((_, i) => i).sort((a, b) => (keys[a] as number) - (keys[b] as number) || a - b));
  }
});

test.each(sizes.slice(1))('a list of %i with one element out of place is sorted', (size) => {
  for (const from of [0, Math.floor(size / 2), size - 1]) {
    for (const to of [0, Math.floor(size / 3), size - 1]) {
      const sorted = Array.from({ length: size }, (_, i) => i);
      const list = sorted.filter((element) => element !== from);
      list.splice(to, 0, from);
      sortStable(list, (a, b) => a < b);
      expect(list).toEqual(sorted);
    }
  }
});

test('two sorted runs are merged, whichever is greater', () => {
  for (const [low, high] of [
    [0, 25],
    [25, 0],
  ] as const) {
    const run = (start: number): number[] => Array.from({ length: 20 }, (_, i) => start + i);
    const list = [...run(low), ...run(high)];
    sortStable(list, (a, b) => a < b);
    expect(list).toEqual([...run(0), ...run(25)]);
  }
});
