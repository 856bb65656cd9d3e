import { withLogArgs } from '../../src/instrument/shown-log-args.js';
import { SELECT_ALL } from '../../src/tracer/index.js';

const selection = { ...SELECT_ALL, options: { args: ['url'], argLength: 9 } };

test('names of logged arguments join those of the mark', () => {
  expect(withLogArgs(selection, ['id', 'url']).options).toEqual({ args: ['url', 'id'], argLength: 9 });
  expect(withLogArgs(SELECT_ALL, ['id']).options).toEqual({ args: ['id'] });
});

test('a mapper stands beside the names of the mark', () => {
  const mapper = () => ({ a: 'b' });
  expect(withLogArgs(selection, mapper).options).toEqual({ ...selection.options, logArgs: mapper });
});

test('equal names, and the same mapper, give the same selection, so that toggles rebind nothing', () => {
  const mapper = () => ({});
  expect(withLogArgs(selection, ['id'])).toBe(withLogArgs(selection, ['id']));
  expect(withLogArgs(selection, mapper)).toBe(withLogArgs(selection, mapper));
  expect(withLogArgs(selection, ['id'])).not.toBe(withLogArgs(selection, ['url']));
});
