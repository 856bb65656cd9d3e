import type { Delivery } from './export-target.js';

/** Where encoded batches go, one a line. */
export interface LineSink {
  write(line: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** Records of one line, as a first guess. */
const LINE_RECORDS = 128;
/** Readers give up on long lines; the Collector's limit is 1 MiB unless it is told otherwise. */
const LINE_BYTES = 512 * 1024;

/** Delivers batches as lines short enough for a Collector; only a single record may be longer. */
export function deliverToFile<T>(encode: (batch: T[]) => Uint8Array | undefined, file: LineSink): Delivery<T> {
  const write = async (batch: readonly T[]): Promise<void> => {
    const line = encode([...batch]);
    if (line === undefined) throw new Error('a batch could not be encoded as OTLP JSON');
    if (line.length <= LINE_BYTES || batch.length === 1) return file.write(line);
    const middle = batch.length >> 1;
    await write(batch.slice(0, middle));
    return write(batch.slice(middle));
  };
  return {
    kind: 'file',
    async deliver(batch) {
      for (let at = 0; at < batch.length; at += LINE_RECORDS) await write(batch.slice(at, at + LINE_RECORDS));
    },
    close: () => file.close(),
  };
}
