import { Machine, defineSchema } from 'statescope';
import { ComparedRun } from '../exporters/dbg/compared-run.js';
import { feedMutatedFrames } from '../exporters/dbg/mutated-frames.js';
import { toldRun } from '../exporters/dbg/told-run.js';

const MIB = 1024 * 1024;

test('a million mutated frames crash nothing, hang nothing, and leave no memory behind', () => {
  feedMutatedFrames(20_000, 7);
  const before = process.memoryUsage();
  let longestMs = 0;
  for (let seed = 1; seed <= 20; seed++) {
    const { taken, refused, ...outcome } = feedMutatedFrames(50_000, seed * 7919);
    expect(taken + Object.values(refused).reduce((sum, count) => sum + count, 0)).toBe(50_000);
    longestMs = Math.max(longestMs, outcome.longestMs);
  }
  const after = process.memoryUsage();
  expect(longestMs).toBeLessThan(1000);
  expect((after.heapUsed + after.external - before.heapUsed - before.external) / MIB).toBeLessThan(200);
});

test.each([false, true])(
  'a debugger that dies or hangs at any byte changes nothing in a machine (ordered: %s)',
  async (isOrdered) => {
    const unharmed = await toldRun([{ isOrdered }]);
    for (let at = 1, isDying = true; isDying; at++) {
      const died = await toldRun([{ isOrdered, killedAfter: at }, { isOrdered }]);
      const hung = await toldRun([{ isOrdered, stalledAfter: at }], { flushMs: 1 });
      for (const { results, time } of [died, hung]) {
        expect({ results, time }).toEqual({ results: unharmed.results, time: unharmed.time });
      }
      expect(died.stats).toMatchObject({ exported: 9, waiting: 0 });
      expect((hung.stats?.exported ?? 0) + (hung.stats?.waiting ?? 0)).toBe(9);
      isDying = died.stats?.errors === 1;
    }
  },
);

test('every message is right while the numbers of calls, ticks and clocks take more and more bytes', async () => {
  const run = new ComparedRun({ maxWaiting: 1e6 });
  const Door = Machine.of(defineSchema({ Open: { remove: ['Shut'] }, Shut: { remove: ['Open'] } }));
  const door = new Door({ id: 'door', tracers: run.tracers });
  for (let i = 0; i < 70_000; i++) {
    door.add(i % 2 === 0 ? 'Open' : 'Shut');
    if (i % 10_000 === 0) await run.exporter.flush();
  }
  const { told, difference } = await run.end(door);
  expect(told).toHaveLength(140_000);
  expect(difference).toBeUndefined();
});
