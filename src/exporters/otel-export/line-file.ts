import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MachineError } from '../../errors.js';
import { isFile, moveAside } from '../../move-aside.js';
import { makeFolder } from './make-folder.js';

const REPLACE = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_APPEND;
const NEWLINE = 0x0a;
const MOST_FILES = 5;

/** When a {@link LineFile} goes on in a new file. */
export interface FileLimits {
  /** Bytes of one file; a longer line has one to itself. 0 never begins another. @default 0 */
  readonly maxBytes?: number | undefined;
  /** Files at most, the one that is written included; the oldest ones go. @default 5 */
  readonly maxFiles?: number | undefined;
}

/**
 * A file of whole lines: what a failed write left of a line is cut off again. A full one is moved aside: `traces.jsonl` goes on as
 * a new file, and what it held is in `traces.1.jsonl`, the older in `traces.2.jsonl`.
 */
export class LineFile {
  readonly #path: string;
  readonly #maxBytes: number;
  readonly #maxFiles: number;
  #file: FileHandle | undefined;
  #size = 0;
  #mayTurn: boolean;

  private constructor(path: string, { maxBytes = 0, maxFiles = MOST_FILES }: FileLimits) {
    this.#path = path;
    this.#maxBytes = maxBytes;
    this.#maxFiles = maxFiles;
    this.#mayTurn = maxBytes > 0;
  }

  /**
   * Creates the file and the folders above it. An older file of that name is emptied, or moved aside where files are.
   * @throws MachineError EXPORTER when that is not possible
   */
  static async create(path: string, limits: FileLimits = {}): Promise<LineFile> {
    try {
      await makeFolder(dirname(path));
      const file = new LineFile(path, limits);
      await (file.#mayTurn && (await isFile(path)) ? file.#turn() : file.#open());
      return file;
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
    if (this.#mayTurn && this.#size > 0 && this.#size + line.length > this.#maxBytes) await this.#turn();
    const file = this.#file ?? (await this.#open());
    try {
      await file.appendFile(line);
      this.#size += line.length;
    } catch (error) {
      // Best effort: a pipe or a terminal has no length to go back to.
      await file.truncate(this.#size).catch(() => undefined);
      throw error;
    }
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  async #open(): Promise<FileHandle> {
    this.#file = await open(this.#path, REPLACE);
    this.#size = 0;
    // A device or a pipe is not moved aside.
    this.#mayTurn &&= (await this.#file.stat()).isFile();
    return this.#file;
  }

  /** Where that fails, the next line tries again: a file that cannot be moved aside must not be emptied. */
  async #turn(): Promise<void> {
    await this.close();
    await moveAside(this.#path, this.#maxFiles);
    await this.#open();
  }
}
