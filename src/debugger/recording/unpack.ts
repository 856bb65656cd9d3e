import { createReadStream } from 'node:fs';
import { createBrotliDecompress } from 'node:zlib';
import { MachineError } from '../../errors.js';
import { sizeOf } from './recorded-events.js';
import type { OnProgress } from './read-progress.js';

/** What was in a file of Brotli. */
export interface Unpacked {
  readonly bytes: Buffer;
  /** Why there is no more of it; undefined when all is there. */
  readonly failure: string | undefined;
}

/**
 * Unpacks a file of Brotli, as far as it goes.
 * @param maxBytes of what is unpacked: small files can hold endless ones
 * @throws MachineError FILE when the file cannot be read, or holds more
 */
export async function unpack(file: string, maxBytes: number, onProgress?: OnProgress): Promise<Unpacked> {
  const total = await sizeOf(file);
  const packed = createReadStream(file);
  const unpacking = createBrotliDecompress();
  const chunks: Buffer[] = [];
  let size = 0;
  let failure: string | undefined;
  packed.on('error', (error) => unpacking.destroy(new MachineError('FILE', unreadable(file, error), { cause: error })));
  try {
    for await (const chunk of packed.pipe(unpacking)) {
      chunks.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      onProgress?.({ doing: 'unpacking', done: packed.bytesRead, total });
      if (size > maxBytes) throw new MachineError('FILE', `${file}: unpacks to more than ${String(maxBytes)} bytes`);
    }
  } catch (error) {
    if (error instanceof MachineError) throw error;
    failure = `Brotli: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    packed.destroy();
  }
  return { bytes: Buffer.concat(chunks), failure };
}

const unreadable = (file: string, error: Error): string => `the file "${file}" cannot be read: ${error.message}`;
