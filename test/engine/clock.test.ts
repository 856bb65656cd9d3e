import {
  activeIn,
  addTime,
  filterTime,
  incrementTime,
  isEarlier,
  isLater,
  isSameTime,
  nextActive,
  nextActiveIn,
  nextInactive,
  nextInactiveIn,
  nonZeroStates,
  sumTime,
  tickOf,
  timeAny,
  timeIs,
  timeNot,
  timeSince,
  timeText,
  type TimeIndex,
} from 'statescope';

const time = [1, 2, 0, 3];
const named: TimeIndex<'A' | 'B' | 'C' | 'D'> = { names: ['A', 'B', 'C', 'D'], time };
const loose: TimeIndex = named;

describe('the next change of a state', () => {
  test.each([
    [0, 1, 2],
    [1, 2, 1],
    [2, 1, 2],
    [7, 2, 1],
  ])('from tick %i is %i ticks to active, %i to inactive', (tick, active, inactive) => {
    expect([nextActiveIn(tick), nextInactiveIn(tick)]).toEqual([active, inactive]);
    expect([nextActive(tick), nextInactive(tick)]).toEqual([tick + active, tick + inactive]);
  });
});

describe('arithmetic', () => {
  test('an increment is a copy with one state ticked', () => {
    expect(incrementTime(time, 2)).toEqual([1, 2, 1, 3]);
    expect(time).toEqual([1, 2, 0, 3]);
  });

  test.each([-1, 4])('an increment of state %i, which is not there, is a plain copy', (state) => {
    expect(incrementTime(time, state)).toEqual(time);
    expect(incrementTime(time, state)).not.toBe(time);
  });

  test('addition is by element, and nothing when the lengths differ', () => {
    expect(addTime(time, [1, 1, 1, 1])).toEqual([2, 3, 1, 4]);
    expect(addTime(time, [1])).toBe(time);
    expect(addTime([1], time)).toEqual([1]);
  });

  test('a difference is by element, and zeros when the lengths differ', () => {
    expect(timeSince(time, [1, 1, 0, 0])).toEqual([0, 1, 0, 3]);
    expect(timeSince(time, [1])).toEqual([0, 0, 0, 0]);
    expect(timeSince([5], time)).toEqual([0]);
  });

  test('a sum skips what is not there', () => {
    expect(sumTime(time)).toBe(6);
    expect(sumTime(time, [0, 3, 9, -1])).toBe(4);
    expect(sumTime([])).toBe(0);
  });

  test('states that ticked are those above zero', () => {
    expect(nonZeroStates(time)).toEqual([0, 1, 3]);
  });
});

describe('reading single states', () => {
  test('a tick is found by index or name, and 0 elsewhere', () => {
    expect([tickOf(time, 3), tickOf(time, 9), tickOf(time, -1)]).toEqual([3, 0, 0]);
    expect([tickOf(named, 'D'), tickOf(loose, 'X')]).toEqual([3, 0]);
  });

  test('a filter keeps the order asked for', () => {
    expect(filterTime(time, [3, 0, 7])).toEqual([3, 1, 0]);
    expect(filterTime(named, ['D', 'A'])).toEqual({ names: ['D', 'A'], time: [3, 1] });
  });
});

describe('comparison', () => {
  test.each<[string, readonly number[], readonly number[], boolean, boolean]>([
    ['all greater', [2, 3], [1, 2], true, true],
    ['some equal', [2, 2], [1, 2], false, true],
    ['some less', [2, 1], [1, 2], false, false],
    ['the same', [1, 1], [1, 1], false, true],
    ['a shorter other', [2, 0], [1], true, true],
    ['a longer other', [2], [1, 9], true, true],
    ['nothing to compare', [], [1], true, true],
  ])('%s', (_name, a, b, later, laterOrEqual) => {
    expect([isLater(a, b), isLater(a, b, { orEqual: true })]).toEqual([later, laterOrEqual]);
    expect([isEarlier(b, a), isEarlier(b, a, { orEqual: true })]).toEqual([later, laterOrEqual]);
  });

  test('sameness is strict about lengths unless told otherwise', () => {
    expect(isSameTime([1, 2], [1, 2])).toBe(true);
    expect(isSameTime([1, 2], [1, 3])).toBe(false);
    expect(isSameTime([1, 2], [1])).toBe(false);
    expect(isSameTime([1, 2], [1], { strict: false })).toBe(true);
    expect(isSameTime([1], [1, 2], { strict: false })).toBe(true);
    expect(isSameTime([1], [2, 2], { strict: false })).toBe(false);
  });
});

describe('which states are active', () => {
  test('all of them: none given is false, one that is not there as well', () => {
    expect(timeIs(time, [0, 3])).toBe(true);
    expect(timeIs(time, [0, 1])).toBe(false);
    expect([timeIs(time, []), timeIs(time, -1), timeIs(time, 9), timeIs(time, [0, -1])]).toEqual(Array(4).fill(false));
    expect([timeIs(time, 0), timeIs(time, 1)]).toEqual([true, false]);
  });

  test('none of them: a list ignores what is not there, a single index does not', () => {
    expect(timeNot(time, [])).toBe(true);
    expect([timeNot(time, [1, 2]), timeNot(time, [0, 1])]).toEqual([true, false]);
    expect([timeNot(time, [1, -1]), timeNot(time, [9])]).toEqual([true, true]);
    expect([timeNot(time, -1), timeNot(time, 9), timeNot(time, 1), timeNot(time, 0)]).toEqual([
      false,
      false,
      true,
      false,
    ]);
  });

  test('any of them: single states and lists side by side', () => {
    expect([timeAny(time, 1, 0), timeAny(time, 1, 2)]).toEqual([true, false]);
    expect([timeAny(time, [0, 1], [0, 3]), timeAny(time, [0, 1], [])]).toEqual([true, false]);
    expect(timeAny(time)).toBe(false);
  });

  test('by name', () => {
    expect([timeIs(named, 'A'), timeIs(named, ['A', 'B']), timeIs(loose, 'X')]).toEqual([true, false, false]);
    expect([timeNot(named, ['B', 'C']), timeNot(named, 'A'), timeNot(loose, 'X')]).toEqual([true, false, true]);
    expect([timeAny(named, 'B', ['A', 'D']), timeAny(named, 'B')]).toEqual([true, false]);
  });

  test('a list is of those given, in their order', () => {
    expect(activeIn(time)).toEqual([0, 3]);
    expect(activeIn(time, [3, 1, 0, 9])).toEqual([3, 0]);
    expect(activeIn(named)).toEqual(['A', 'D']);
    expect(activeIn(named, ['D', 'B', 'A'])).toEqual(['D', 'A']);
    expect(activeIn(loose, ['X'])).toEqual([]);
  });

  test('a state without a name is shown by its index', () => {
    expect(activeIn({ names: ['A'], time: [1, 0, 3] })).toEqual(['A', 'unknown2']);
  });

  test('a name that is not among the ticks of a plain time is nowhere', () => {
    expect(tickOf(time as unknown as TimeIndex, 'A')).toBe(0);
  });
});

test('the text is the ticks, or the names of the active states', () => {
  expect(timeText(time)).toBe('1 2 0 3');
  expect(timeText(named)).toBe('A D');
});
