import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MachineError } from '../errors.js';
import type { Environment } from './env.js';

/**
 * The value of a variable that holds a secret: its own, or what the file says that its twin `*_FILE` names, trimmed.
 * @throws MachineError `CONFIG` when both are set, or the file can't be read, is empty, no text, or too large for a secret
 */
export async function readSecret(name: string, environment: Environment, folder: string): Promise<Secret | undefined> {
  const own = environment[name]?.trim();
  const twin = `${name}_FILE`;
  const path = environment[twin]?.trim();
  if (!path) return own ? { value: own, source: name } : undefined;
  if (own) throw new MachineError('CONFIG', `${name} and ${twin} are both set: keep one of the two`);
  const bytes = await beginningOf(resolve(folder, path)).catch((cause: unknown) => {
    const { code = String(cause) } = cause as NodeJS.ErrnoException;
    throw new MachineError('CONFIG', `${twin} names "${path}", which can't be read: ${code}`, { cause });
  });
  const wrong = (what: string): MachineError => new MachineError('CONFIG', `${twin} names "${path}", which ${what}`);
  if (bytes.length > MOST_BYTES) throw wrong(`is no secret: it holds more than ${String(MOST_BYTES)} bytes`);
  let value: string;
  try {
    value = new TextDecoder('utf-8', { fatal: true }).decode(bytes).trim();
  } catch {
    throw wrong('is not UTF-8');
  }
  if (value === '') throw wrong('is empty');
  return { value, source: twin };
}

/** Certificates and long lists of headers fit in. */
const MOST_BYTES = 64 * 1024;

/** One byte more than a secret may have, as a device has no end. */
async function beginningOf(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const buffer = Buffer.alloc(MOST_BYTES + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length);
      length += bytesRead;
      if (bytesRead === 0 || length === buffer.length) return buffer.subarray(0, length);
    }
  } finally {
    await file.close();
  }
}

/** A secret and the variable it came from. */
export interface Secret {
  readonly value: string;
  readonly source: string;
}
