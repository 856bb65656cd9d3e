import { AlikeLists } from '../../src/instrument/alike.js';

class One {}
class Other {}

describe('lists of machines', () => {
  it('are one where they are alike', () => {
    const lists = new AlikeLists<{ a: number; b: string }>();
    const first = lists.of(One, [{ a: 1, b: 'x' }]);
    expect(lists.of(One, [{ a: 1, b: 'x' }])).toBe(first);
  });

  it.each([
    ['of another length', []],
    ['with something else in them', [{ a: 2, b: 'x' }]],
  ])('are their own when %s', (_, list) => {
    const lists = new AlikeLists<{ a: number; b: string }>();
    lists.of(One, [{ a: 1, b: 'x' }]);
    expect(lists.of(One, list)).toBe(list);
  });

  it('are not shared between classes', () => {
    const lists = new AlikeLists<{ a: number }>();
    const first = lists.of(One, [{ a: 1 }]);
    expect(lists.of(Other, [{ a: 1 }])).not.toBe(first);
  });
});
