import { feedMutatedFrames } from './mutated-frames.js';

describe('bytes that are not what they should be', () => {
  it.each([1, 2, 3])('are taken or refused with a clear error, whatever was changed (seed %d)', (seed) => {
    const { taken, refused } = feedMutatedFrames(4000, seed);
    expect(taken).toBeGreaterThan(100);
    expect(refused['GOB']).toBeGreaterThan(500);
    expect(Object.keys(refused).sort()).toEqual(['GOB', 'RPC']);
  });
});
