import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { MachineError } from './errors.js';

/** A line of a file. */
export interface FileLine {
  /** From 1. */
  readonly number: number;
  /** Of its first byte in the file. */
  readonly offset: number;
  readonly bytes: Buffer;
  /** False for the last line of a file that does not end with a newline. */
  readonly ended: boolean;
}

/** Lines that follow each other in a file. */
export interface LineBlock {
  /** Whole lines with their newlines. Belongs to the reader: gone when the next block is asked for. */
  readonly bytes: Buffer;
  /** Of the first byte in the file. */
  readonly offset: number;
  /** False for the last block of a file that does not end with a newline: a line without one. */
  readonly ended: boolean;
}

const NEWLINE = 0x0a;
const BLOCK_BYTES = 1024 * 1024;
/** What a string of JavaScript can hold, with room to spare. */
const LINE_BYTES = 256 * 1024 * 1024;

/**
 * The lines of a file that are not empty, read piece by piece. Only a newline ends a line: JSON may hold every other separator.
 * @throws MachineError FILE when the file cannot be read, or has a line of more than 256 MiB
 */
export async function* linesOf(file: string): AsyncGenerator<FileLine> {
  let number = 0;
  for await (const { bytes, offset, ended } of lineBlocks(file)) {
    for (let from = 0; from < bytes.length;) {
      const end = ended ? bytes.indexOf(NEWLINE, from) : bytes.length;
      const line = bytes.subarray(from, end);
      number += 1;
      if (!isBlank(line)) yield { number, offset: offset + from, bytes: Buffer.from(line), ended };
      from = end + 1;
    }
  }
}

/**
 * The lines of a file in blocks of about a megabyte, for those who read millions of them. Pipes are read, too.
 * @param start offset of the first line
 * @throws MachineError FILE when the file cannot be read, or has a line of more than 256 MiB
 */
export async function* lineBlocks(file: string, start = 0): AsyncGenerator<LineBlock> {
  const handle = await guarded(file, open(file));
  try {
    yield* blocks(file, handle, start);
  } finally {
    await handle.close();
  }
}

async function* blocks(file: string, handle: FileHandle, start: number): AsyncGenerator<LineBlock> {
  let buffer = Buffer.allocUnsafe(BLOCK_BYTES);
  let offset = start;
  // Bytes of a line whose end has not been read yet.
  let begun = 0;
  for (;;) {
    // Only a file can be read from somewhere.
    const place = start === 0 ? undefined : offset + begun;
    const free = buffer.length - begun;
    const { bytesRead } = await guarded(file, handle.read(buffer, begun, free, place));
    const filled = begun + bytesRead;
    if (bytesRead === 0) {
      if (begun > 0) yield { bytes: buffer.subarray(0, begun), offset, ended: false };
      return;
    }
    const newline = buffer.subarray(begun, filled).lastIndexOf(NEWLINE);
    const whole = newline < 0 ? 0 : begun + newline + 1;
    if (whole > 0) yield { bytes: buffer.subarray(0, whole), offset, ended: true };
    buffer.copy(buffer, 0, whole, filled);
    offset += whole;
    begun = filled - whole;
    if (begun === LINE_BYTES) throw new MachineError('FILE', `${file}, byte ${offset}: a line is longer than 256 MiB`);
    if (begun === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2);
  }
}

async function guarded<T>(file: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MachineError('FILE', `the file "${file}" cannot be read: ${reason}`, { cause: error });
  }
}

/** Spaces, tabs and carriage returns are nothing to JSON either. */
function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}
