import { FakeClock, RecordingTracer } from '../../src/testing/index.js';
import { Feed } from '../support/machines.js';
import { startScope, stopScopes } from '../support/scopes.js';

afterEach(stopScopes);

const timed = () => {
  const clock = new FakeClock(1000);
  const tracer = new RecordingTracer({ signal: 'traced' });
  const scope = startScope({
    tracers: [tracer],
    now: clock.now,
    timers: { setTimeout: clock.setTimeout, clearTimeout: (id) => clock.clearTimeout(id as number) },
  });
  return { clock, tracer, scope, feed: new Feed() };
};

test('a toggle with a time to live reverts when it is over, for live machines as well', () => {
  const { clock, tracer, scope, feed } = timed();
  scope.toggle('Feed', { traced: false }, { ttlMs: 60_000 });
  expect(scope.toggles.runtime).toEqual([{ pattern: 'Feed', toggle: { traced: false }, revertsAt: 61_000 }]);
  clock.advance(59_999);
  expect(feed.tracers).toEqual([]);
  clock.advance(1);
  expect(feed.tracers).toEqual([tracer]);
  expect(scope.toggles.runtime).toEqual([]);
});

test('what was toggled for good comes back after what was toggled for a time', () => {
  const { clock, tracer, scope, feed } = timed();
  scope.toggle('Feed', false);
  scope.toggle('Feed', { traced: true }, { ttlMs: 1000 });
  expect(feed.tracers).toEqual([tracer]);
  clock.advance(1000);
  expect(feed.tracers).toEqual([]);
});

test('the time begins anew with each toggle of the pattern, and the first one is forgotten', () => {
  const { clock, scope, feed, tracer } = timed();
  scope.toggle('Feed', false, { ttlMs: 1000 });
  clock.advance(900);
  scope.toggle('Feed', { traced: false }, { ttlMs: 1000 });
  clock.advance(900);
  expect(feed.tracers).toEqual([]);
  clock.advance(100);
  expect(feed.tracers).toEqual([tracer]);
});

test('toggles of one class for different signals leave each other alone, each with its time', () => {
  const { clock, scope } = timed();
  const now = () => (['traced', 'metered', 'logged'] as const).map((signal) => scope.toggles.get('Feed', signal));
  scope.toggle('Feed', { traced: false }, { ttlMs: 1000 });
  scope.toggle('Feed', { metered: false, logged: undefined }, { ttlMs: 3000 });
  scope.toggle('Feed', { logged: true });
  expect(now()).toEqual([false, false, true]);
  expect(scope.toggles.runtime).toEqual([
    { pattern: 'Feed', toggle: { logged: true }, revertsAt: undefined },
    { pattern: 'Feed', toggle: { metered: false, logged: undefined }, revertsAt: 4000 },
    { pattern: 'Feed', toggle: { traced: false }, revertsAt: 2000 },
  ]);
  clock.advance(1000);
  expect(now()).toEqual([undefined, false, true]);
  scope.toggle('Feed', false, { ttlMs: 1000 });
  expect(now()).toEqual([false, false, false]);
  clock.advance(1000);
  expect(now()).toEqual([undefined, undefined, true]);
  expect(clock.pendingTimers).toBe(0);
  scope.toggle('Feed', {});
  expect(now()).toEqual([undefined, undefined, true]);
  scope.toggle('Feed', undefined);
  expect(scope.toggles.runtime).toEqual([]);
});

test.each([
  ['a toggle for good', { traced: false } as const],
  ['taking it back', undefined],
])('%s ends the time to live', (_, next) => {
  const { clock, scope } = timed();
  scope.toggle('Feed', { traced: true }, { ttlMs: 1000 });
  scope.toggle('Feed', next);
  expect(clock.pendingTimers).toBe(0);
  expect(scope.toggles.get('Feed', 'traced')).toBe(next?.traced);
});

test('a scope that stops leaves no timer behind', () => {
  const { clock, scope } = timed();
  scope.toggle('F*', false, { ttlMs: 1000 });
  scope.stop();
  scope.toggle('F*', false, { ttlMs: 1000 });
  expect(clock.pendingTimers).toBe(0);
});

test.each([0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31])('a time to live of %p is refused', (ttlMs) => {
  const { scope } = timed();
  expect(() => scope.toggle('Feed', false, { ttlMs })).toThrow(/ttlMs is .*: expected whole milliseconds from 1 to/);
  expect(scope.toggles.runtime).toEqual([]);
});

test('the timers of the process do not keep it alive', () => {
  const scope = startScope();
  const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  scope.toggle('Feed', false, { ttlMs: 2 ** 31 - 1 });
  expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout')).toHaveLength(before);
});
