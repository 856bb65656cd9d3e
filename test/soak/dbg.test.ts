import { feedMutatedFrames } from '../exporters/dbg/mutated-frames.js';

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
