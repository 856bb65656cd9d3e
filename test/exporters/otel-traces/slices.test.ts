import { Slices } from '../../../src/exporters/otel-traces/slices.js';
import { FakeClock } from '../../../src/testing/index.js';

const PAUSE_MS = 10;

/** Slices of so many at most, and what was seen in them. */
function sliced(most: number, look: (thing: number) => void = () => undefined) {
  const clock = new FakeClock();
  const seen: number[] = [];
  const slices = new Slices<number>({ now: clock.now, timers: clock }, most, (thing) => {
    seen.push(thing);
    look(thing);
  });
  return { clock, seen, slices };
}

describe('many things', () => {
  it('are looked at some at a time, with pauses between', () => {
    const { clock, seen, slices } = sliced(2);
    const ended = jest.fn();
    slices.begin([1, 2, 3, 4, 5], ended);
    expect([seen, slices.isBusy]).toEqual([[1, 2], true]);
    clock.advance(PAUSE_MS - 1);
    expect(seen).toHaveLength(2);
    clock.advance(1);
    expect(seen).toHaveLength(4);
    expect(ended).not.toHaveBeenCalled();
    clock.advance(PAUSE_MS);
    expect([seen, slices.isBusy, clock.pendingTimers]).toEqual([[1, 2, 3, 4, 5], false, 0]);
    expect(ended).toHaveBeenCalledTimes(1);
  });

  it('are looked at for some milliseconds in a row at most', () => {
    const clock = new FakeClock();
    let nowMs = 0;
    let seen = 0;
    const slices = new Slices<number>({ now: () => (nowMs += 2), timers: clock }, 100, () => (seen += 1));
    slices.begin(new Array(9).keys(), () => undefined);
    expect(seen).toBe(3);
    clock.advance(PAUSE_MS);
    expect(seen).toBe(6);
  });

  it('are looked at no further once that is stopped, be it in the middle of them', () => {
    const ended = jest.fn();
    const paused = sliced(2);
    paused.slices.begin([1, 2, 3], ended);
    paused.slices.stop();
    expect([paused.clock.pendingTimers, paused.slices.isBusy]).toEqual([0, false]);
    const busy = sliced(2, () => busy.slices.stop());
    busy.slices.begin([1, 2, 3], ended);
    expect([busy.clock.pendingTimers, busy.slices.isBusy]).toEqual([0, false]);
    expect(ended).not.toHaveBeenCalled();
  });

  it('may be looked at again from their end', () => {
    const { clock, seen, slices } = sliced(2);
    slices.begin([1, 2, 3], () => slices.begin([4], () => undefined));
    clock.advance(PAUSE_MS);
    expect([seen, slices.isBusy]).toEqual([[1, 2, 3, 4], false]);
  });
});
