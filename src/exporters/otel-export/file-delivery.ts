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
  /** @returns the records that were written; rejects when not one was */
  const write = async (batch: readonly T[]): Promise<number> => {
    const line = encode([...batch]);
    if (line === undefined) throw new Error('a batch could not be encoded as OTLP JSON');
    if (line.length > LINE_BYTES && batch.length > 1) return writeParts(batch, Math.ceil(batch.length / 2));
    await file.write(line);
    return batch.length;
  };
  let failure: unknown;
  const writeParts = async (batch: readonly T[], size: number): Promise<number> => {
    let written = 0;
    for (let at = 0; at < batch.length; at += size) {
      const part = batch.slice(at, at + size);
      let done: number;
      try {
        done = await write(part);
      } catch (error) {
        if (written === 0) throw error;
        failure = error;
        return written;
      }
      written += done;
      if (done < part.length) return written;
    }
    return written;
  };
  return {
    kind: 'file',
    async deliver(batch) {
      const written = await writeParts(batch, LINE_RECORDS);
      return written === batch.length ? undefined : { refused: batch.length - written, reason: failure };
    },
    close: () => file.close(),
  };
}
