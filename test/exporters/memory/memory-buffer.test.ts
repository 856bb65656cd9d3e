import { MemoryBuffer } from '../../../src/exporters/memory/index.js';

describe('a memory buffer', () => {
  it('keeps the last records up to its limit and counts the others', () => {
    const buffer = new MemoryBuffer<number>(3);
    buffer.add([1, 2]);
    buffer.add([3, 4, 5]);
    expect([buffer.items, buffer.dropped]).toEqual([[3, 4, 5], 2]);
  });

  it('keeps the end of a batch larger than itself', () => {
    const buffer = new MemoryBuffer<number>(2);
    buffer.add([1, 2, 3, 4]);
    expect(buffer.items).toEqual([3, 4]);
  });

  it('can be emptied', () => {
    const buffer = new MemoryBuffer<number>();
    buffer.add([1]);
    buffer.clear();
    expect(buffer.items).toEqual([]);
  });
});
