import { constants } from 'node:fs';
import { mkdir, open, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MachineError } from '../../errors.js';

const REPLACE = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_APPEND;
const NEWLINE = 0x0a;

/** A file of whole lines: what a failed write left of a line is cut off again. */
export class LineFile {
  readonly #file: FileHandle;
  #size = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /**
   * Creates the file and the folders above it; an older file of that name is emptied.
   * @throws MachineError EXPORTER when that is not possible
   */
  static async create(path: string): Promise<LineFile> {
    try {
      await makeFolder(dirname(path));
      return new LineFile(await open(path, REPLACE));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new MachineError('EXPORTER', `the telemetry file "${path}" cannot be written: ${reason}`, { cause: error });
    }
  }

  /** Adds one line; rejects when it could not be written whole. */
  async write(text: Uint8Array): Promise<void> {
    const line = new Uint8Array(text.length + 1);
    line.set(text);
    line[text.length] = NEWLINE;
    try {
      await this.#file.appendFile(line);
      this.#size += line.length;
    } catch (error) {
      await this.#cutBack();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  /** Best effort: a pipe or a terminal has no length to go back to. */
  async #cutBack(): Promise<void> {
    await this.#file.truncate(this.#size).catch(() => undefined);
  }
}

/** Not `mkdir` with `recursive`: it never ends where a file system says ENOENT for a folder it won't hold, as /proc does. */
async function makeFolder(path: string, mayClimb = true): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && mayClimb && dirname(path) !== path) {
      await makeFolder(dirname(path));
      await makeFolder(path, false);
    } else if (!(await isFolder(path))) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}
