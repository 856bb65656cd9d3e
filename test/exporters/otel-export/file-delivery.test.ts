import { deliverToFile } from '../../../src/exporters/otel-export/file-delivery.js';

/** Records are as long as they say; a line tells which records it holds. */
function fileOf() {
  const lines: number[][] = [];
  const encoded = new Map<Uint8Array, number[]>();
  const delivery = deliverToFile<number>(
    (batch) => {
      const line = new Uint8Array(batch.reduce((sum, bytes) => sum + bytes, 0));
      encoded.set(line, batch);
      return line;
    },
    {
      write: (line) => {
        lines.push(encoded.get(line) ?? []);
        return Promise.resolve();
      },
      close: () => Promise.resolve(),
    },
  );
  return { lines, delivery };
}

describe('delivery to a file', () => {
  it('keeps lines short enough for a Collector, in order', async () => {
    const { lines, delivery } = fileOf();
    await delivery.deliver([300_000, 300_001, 10, 20]);
    expect(lines).toEqual([[300_000], [300_001], [10, 20]]);
  });

  it('writes a record that is too long by itself rather than lose it', async () => {
    const { lines, delivery } = fileOf();
    await delivery.deliver([2_000_000]);
    expect(lines).toEqual([[2_000_000]]);
  });

  it('spreads a large batch over lines', async () => {
    const { lines, delivery } = fileOf();
    await delivery.deliver(new Array<number>(300).fill(1));
    expect(lines.map((line) => line.length)).toEqual([128, 128, 44]);
  });

  it('refuses a batch that cannot be encoded', async () => {
    const file = { write: () => Promise.resolve(), close: () => Promise.resolve() };
    const delivery = deliverToFile(() => undefined, file);
    await expect(delivery.deliver([1])).rejects.toThrow('OTLP JSON');
  });

  it('tells what a full disk left out of a batch, and refuses a batch of which nothing was written', async () => {
    const full = new Error('ENOSPC: no space left on device');
    let room = 2;
    const write = () => (room-- > 0 ? Promise.resolve() : Promise.reject(full));
    const delivery = deliverToFile<number>((batch) => new Uint8Array(batch.reduce((sum, bytes) => sum + bytes, 0)), {
      write,
      close: () => Promise.resolve(),
    });
    await expect(delivery.deliver([300_000, 300_001, 10, 300_002])).resolves.toEqual({ refused: 2, reason: full });
    await expect(delivery.deliver([1, 2])).rejects.toBe(full);
  });
});
