import { budgetText } from '../../src/budget/index.js';

const budget = {
  series: 1234,
  maxSeries: 2000,
  spanNames: 12,
  streams: 0,
  classes: [
    {
      className: 'Feed',
      series: 1230,
      families: { large: 1000, none: 0, larger: 230 },
      spanNames: ['a', 'b'],
      streams: [],
    },
    { className: 'LongestName', series: 4, families: { small: 4 }, spanNames: [], streams: [] },
  ],
  unknown: [],
};

test('classes stand above their families, the largest first, and the sum stands last', () => {
  expect(budgetText(budget).split('\n')).toEqual([
    'class        series  span names',
    'Feed           1230           2',
    '  large        1000',
    '  larger        230',
    'LongestName       4           0',
    '  small           4',
    'all            1234          12',
    '',
  ]);
});

test('it counts streams only where there are some', () => {
  expect(
    budgetText({ ...budget, streams: 4 })
      .split('\n')
      .slice(-2),
  ).toEqual(['streams in Loki: 4', '']);
});

test('it says when the cap is below the budget, and what it could not count', () => {
  const lines = budgetText({ ...budget, maxSeries: 1000, unknown: ['Bare', 'Old'] }).split('\n');
  expect(lines.slice(-3)).toEqual([
    'metrics.maxSeries makes 1000 of them at most; what finds no room is counted in the class other',
    'not counted, as they have no static schema: Bare, Old',
    '',
  ]);
});
