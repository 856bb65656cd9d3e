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
});
