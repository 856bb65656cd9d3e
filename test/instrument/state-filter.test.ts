import { stateFilter } from '../../src/instrument/state-filter.js';

const shows = (lists: object, state: string, id = 'feed-1') => stateFilter(lists)?.of(id)(state);

test('without lists there is no filter', () => {
  expect(stateFilter(undefined)).toBeUndefined();
  expect(stateFilter({})).toBeUndefined();
  expect(stateFilter({ allow: [], skip: undefined })).toBeUndefined();
});

test.each<[string, object, string, boolean]>([
  ['a name that is allowed', { allow: ['Ready'] }, 'Ready', true],
  ['a name that is not allowed', { allow: ['Ready'] }, 'Start', false],
  ['a name that is skipped', { skip: ['Ready'] }, 'Ready', false],
  ['a name that is not skipped', { skip: ['Ready'] }, 'Start', true],
  ['a name that is skipped though allowed', { allow: ['Ready'], skip: ['Ready'] }, 'Ready', false],
  ['a name with spaces around it', { allow: [' Ready '] }, 'Ready', true],
  ['the state of this machine', { allow: ['feed-1:Ready'] }, 'Ready', true],
  ['the state of another machine', { allow: ['feed-2:Ready'] }, 'Ready', false],
  ['an entry with two colons', { skip: ['a:feed-1:Ready'] }, 'Ready', true],
  ['an expression on machine and state', { allow: [/^feed-\d:Re/] }, 'Ready', true],
  ['an expression that does not fit', { allow: [/^item/] }, 'Ready', false],
  ['a name beside an expression', { allow: [/^item/, 'Ready'] }, 'Ready', true],
  ['an expression that skips, and a list that allows', { allow: ['Ready'], skip: [/Rea/] }, 'Ready', false],
  ['a list that allows, and an expression that skips others', { allow: ['Ready'], skip: [/Sta/] }, 'Done', false],
])('%s', (_, lists, state, expected) => {
  expect(shows(lists, state)).toBe(expected);
});

test('an id with a colon cannot be named in a list, only matched', () => {
  expect(shows({ allow: ['a:b:Ready'] }, 'Ready', 'a:b')).toBe(false);
  expect(shows({ allow: [/^a:b:Ready$/] }, 'Ready', 'a:b')).toBe(true);
});

test('an expression with a memory answers the same each time', () => {
  const filter = stateFilter({ allow: [/Ready/g] });
  expect([1, 2, 3].map(() => filter?.of('a')('Ready'))).toEqual([true, true, true]);
});

test('each state of a machine is looked at once', () => {
  const expression = /Ready/;
  const test = jest.spyOn(RegExp.prototype, 'test');
  const of = stateFilter({ allow: [expression] })?.of('a');
  const before = test.mock.calls.length;
  for (let i = 0; i < 5; i++) of?.('Ready');
  expect(test.mock.calls.length - before).toBe(1);
  test.mockRestore();
});

test('only an expression that skips leaves out a machine', () => {
  const filter = stateFilter({ allow: [/^none$/], skip: [/^rm-/, 'feed'] });
  expect(['rm-1', 'feed', 'a-rm-1'].map((id) => filter?.showsMachine(id))).toEqual([false, true, true]);
});
