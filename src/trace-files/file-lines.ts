import { createReadStream } from 'node:fs';
import { MachineError } from '../errors.js';

/** A line of a file. */
export interface FileLine {
  /** From 1. */
  readonly number: number;
  readonly bytes: Buffer;
  /** False for the last line of a file that does not end with a newline. */
  readonly ended: boolean;
}

const NEWLINE = 0x0a;
/** What a string of JavaScript can hold, with room to spare. */
const LINE_BYTES = 256 * 1024 * 1024;

/**
 * The lines of a file that are not empty, read piece by piece. Only a newline ends a line: JSON may hold every other separator.
 * @throws MachineError FILE when the file cannot be read, or has a line of more than 256 MiB
 */
export async function* linesOf(file: string): AsyncGenerator<FileLine> {
  let number = 1;
  let begun: Buffer[] = [];
  let size = 0;
  const line = (rest: Buffer, ended: boolean): FileLine => ({ number, bytes: Buffer.concat([...begun, rest]), ended });
  for await (const chunk of chunksOf(file)) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      const whole = line(chunk.subarray(from, end), true);
      if (!isBlank(whole.bytes)) yield whole;
      number += 1;
      begun = [];
      size = 0;
      from = end + 1;
    }
    begun.push(chunk.subarray(from));
    size += chunk.length - from;
    if (size > LINE_BYTES) throw new MachineError('FILE', `${file}, line ${number}: is longer than 256 MiB`);
  }
  const last = line(Buffer.alloc(0), false);
  if (!isBlank(last.bytes)) yield last;
}

async function* chunksOf(file: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(file)) yield chunk as Buffer;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MachineError('FILE', `the file "${file}" cannot be read: ${reason}`, { cause: error });
  }
}

/** Spaces, tabs and carriage returns are nothing to JSON either. */
function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}
