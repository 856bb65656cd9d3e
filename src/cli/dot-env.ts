import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { MachineError } from '../errors.js';
import type { CliContext } from './context.js';

/** Since Node.js 20.12. */
const parse = parseEnv as typeof parseEnv | undefined;

/**
 * The environment with what the file `.env` of the working directory adds to it; what is set already stays.
 * @throws MachineError `CONFIG` when there is such a file and it cannot be read
 */
export async function environmentWithFile({ environment, folder }: CliContext): Promise<CliContext['environment']> {
  let text: string;
  try {
    text = await readFile(join(folder, '.env'), 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return environment;
    throw new MachineError('CONFIG', `.env can't be read: ${(cause as Error).message}`, { cause });
  }
  if (parse === undefined) throw new MachineError('CONFIG', '.env is read with Node.js 20.12 or newer');
  return { ...parse(text), ...environment };
}
