import { WeakList } from '../../src/instrument/weak-list.js';

test('what is listed comes back in the order it was added', () => {
  const list = new WeakList<object>();
  const items = [{ n: 1 }, { n: 2 }, { n: 3 }];
  for (const item of items) list.add(item);
  expect(list.alive()).toEqual(items);
});

test('an object is listed once', () => {
  const list = new WeakList<object>();
  const item = {};
  expect([list.add(item), list.add(item), list.size]).toEqual([true, true, 1]);
});

test('a removed object is gone, and may come again', () => {
  const list = new WeakList<object>();
  const item = {};
  list.add(item);
  list.delete(item);
  expect(list.alive()).toEqual([]);
  list.add(item);
  expect(list.alive()).toEqual([item]);
});

test('a full list takes no more until something leaves', () => {
  const list = new WeakList<object>(2);
  const [a, b, c] = [{}, {}, {}];
  expect([list.add(a), list.add(b), list.add(c)]).toEqual([true, true, false]);
  list.delete(a);
  expect(list.add(c)).toBe(true);
});

test('a cleared list holds nothing', () => {
  const list = new WeakList<object>();
  const item = {};
  list.add(item);
  list.clear();
  expect(list.alive()).toEqual([]);
  expect(list.add(item)).toBe(true);
  expect(list.size).toBe(1);
});
