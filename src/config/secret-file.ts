import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MachineError } from '../errors.js';
import type { Environment } from './env.js';

/**
 * The value of a variable that holds a secret: its own, or what the file says that its twin `*_FILE` names, trimmed.
 * @throws MachineError `CONFIG` when both are set, or the file can't be read or is empty
 */
export async function readSecret(name: string, environment: Environment, folder: string): Promise<Secret | undefined> {
  const own = environment[name]?.trim();
  const twin = `${name}_FILE`;
  const path = environment[twin]?.trim();
  if (!path) return own ? { value: own, source: name } : undefined;
  if (own) throw new MachineError('CONFIG', `${name} and ${twin} are both set: keep one of the two`);
  let text: string;
  try {
    text = await readFile(resolve(folder, path), 'utf8');
  } catch (cause) {
    const { code = String(cause) } = cause as NodeJS.ErrnoException;
    throw new MachineError('CONFIG', `${twin} names "${path}", which can't be read: ${code}`, { cause });
  }
  const value = text.trim();
  if (value === '') throw new MachineError('CONFIG', `${twin} names "${path}", which is empty`);
  return { value, source: twin };
}

/** A secret and the variable it came from. */
export interface Secret {
  readonly value: string;
  readonly source: string;
}
