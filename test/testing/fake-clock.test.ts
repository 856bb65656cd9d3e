import { FakeClock } from '../../src/testing/index.js';

test('time stands still until it is advanced', () => {
  const clock = new FakeClock(1000);
  expect(clock.now()).toBe(1000);
  clock.advance(250);
  expect(clock.now()).toBe(1250);
});

test('timers run in the order they are due, at their own time', () => {
  const clock = new FakeClock(0);
  const seen: [string, number][] = [];
  clock.setTimeout(() => seen.push(['late', clock.now()]), 20);
  clock.setTimeout(() => seen.push(['early', clock.now()]), 10);
  clock.advance(30);
  expect(seen).toEqual([
    ['early', 10],
    ['late', 20],
  ]);
});

test('a timer set by a timer runs in the same advance when it falls due', () => {
  const clock = new FakeClock(0);
  const seen: number[] = [];
  clock.setTimeout(() => clock.setTimeout(() => seen.push(clock.now()), 5), 5);
  clock.advance(9);
  expect(seen).toEqual([]);
  clock.advance(1);
  expect(seen).toEqual([10]);
});

test('an interval repeats until it is cleared', () => {
  const clock = new FakeClock(0);
  let runs = 0;
  const id = clock.setInterval(() => runs++, 10);
  clock.advance(35);
  clock.clearInterval(id);
  clock.advance(100);
  expect(runs).toBe(3);
  expect(clock.pendingTimers).toBe(0);
});

test('a cleared timeout never runs', () => {
  const clock = new FakeClock(0);
  let ran = false;
  clock.clearTimeout(clock.setTimeout(() => (ran = true), 1));
  clock.advance(10);
  expect(ran).toBe(false);
});

test('a delay that is left out is none, as of other timers', () => {
  const clock = new FakeClock(0);
  const ran: string[] = [];
  const untyped = clock as unknown as Record<'setTimeout' | 'setInterval', (run: () => void, delay?: number) => number>;
  untyped.setTimeout(() => ran.push('timeout'));
  const every = untyped.setInterval(() => ran.push('interval'), NaN);
  clock.advance(1);
  expect(ran).toEqual(['timeout', 'interval', 'interval']);
  clock.clearInterval(every);
});

test.each([-1, NaN, Infinity])('%d is refused, as time goes on and stays countable', (byMs) => {
  const clock = new FakeClock(5);
  expect(() => clock.advance(byMs)).toThrow('expected a number from 0 up');
  expect(clock.now()).toBe(5);
});
