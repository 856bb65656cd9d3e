import { Machine, pipe, pipeMany, type PipeOptions } from 'statescope';

const Plain = Machine.of({ A: {}, B: {} });
const settled = async (): Promise<void> => {
  for (let i = 0; i < 3; i++) await Promise.resolve();
};

test.each<[boolean, boolean, Omit<PipeOptions, 'to'>, string]>([
  [true, false, {}, '(B:1)'],
  [false, true, {}, '()'],
  [true, true, {}, '(B:1)'],
  [false, false, {}, '()'],
  [true, false, { mutation: 'add' }, '(B:1)'],
  [false, true, { mutation: 'add' }, '(B:1)'],
  [false, true, { mutation: 'remove' }, '()'],
  [true, true, { mutation: 'remove' }, '(B:1)'],
  [true, true, { mutation: 'remove', on: 'entered' }, '()'],
  [false, false, { mutation: 'add', on: 'ended' }, '(B:1)'],
])('a pipe from an active (%s) into an active (%s) state catches up: %j', async (from, into, options, expected) => {
  const [source, target] = [new Plain(), new Plain()];
  if (from) source.add('A');
  if (into) target.add('B');
  pipe(source, 'A', target, { ...options, to: 'B', sync: true });
  await settled();
  expect(target.toString()).toBe(expected);
});

test('a pipe that was taken away at once brings nothing, one that is not asked to neither', async () => {
  const [source, target] = [new Plain(), new Plain()];
  source.add('A');
  pipe(source, 'A', target, { sync: true }).detach();
  pipe(source, 'A', target);
  await settled();
  expect(target.toString()).toBe('()');
});

test('many pipes catch up with all of their states; an error comes along', async () => {
  const [source, target] = [new Plain({ id: 'source' }), new Plain()];
  const error = new Error('lost');
  source.add('A');
  source.addErr(error);
  pipeMany(source, ['A', 'B', 'Exception'], target, { sync: true });
  await settled();
  expect([target.toString(), target.err]).toEqual(['(A:1 Exception:1)', error]);
});
