import { mkdtemp, open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { MachineError } from '../errors.js';

const PIECE_BYTES = 1024 * 1024;

/** A stretch of the file. */
interface Stretch {
  readonly from: number;
  to: number;
}

/** Texts kept on disk by key in the order they came, in a temporary file that is gone when the process is, however that ends. */
export class RecordSpool {
  readonly #folder: string;
  readonly #file: FileHandle;
  readonly #stretches = new Map<string, Stretch[]>();
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #size = 0;

  private constructor(folder: string, file: FileHandle) {
    this.#folder = folder;
    this.#file = file;
  }

  /** @throws MachineError FILE when there can be no temporary file; `add` and `read` do when it cannot grow */
  static async open(parent: string): Promise<RecordSpool> {
    const folder = await written(mkdtemp(join(parent, 'statescope-spool-')));
    const spool = new RecordSpool(folder, await written(open(join(folder, 'spool'), 'w+')));
    // An open file needs no name, where the system allows that.
    await spool.#remove().catch(() => undefined);
    return spool;
  }

  /** Adds a text to those of a key. */
  async add(key: string, text: string): Promise<void> {
    const bytes = Buffer.from(text);
    const stretches = this.#stretches.get(key) ?? [];
    if (stretches.length === 0) this.#stretches.set(key, stretches);
    const last = stretches.at(-1);
    if (last?.to === this.#size) last.to += bytes.length;
    else stretches.push({ from: this.#size, to: this.#size + bytes.length });
    this.#size += bytes.length;
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes >= PIECE_BYTES) await this.#write();
  }

  /** The texts of a key, one after the other, in pieces of a megabyte at most. */
  async *read(key: string): AsyncGenerator<Buffer> {
    await this.#write();
    for (const { from, to } of this.#stretches.get(key) ?? []) {
      for (let at = from; at < to; at += PIECE_BYTES) {
        const piece = Buffer.alloc(Math.min(PIECE_BYTES, to - at));
        await this.#file.read(piece, 0, piece.length, at);
        yield piece;
      }
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
    await this.#remove();
  }

  async #remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #write(): Promise<void> {
    if (this.#waitingBytes === 0) return;
    const bytes = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    await written(this.#file.appendFile(bytes));
  }
}

async function written<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MachineError('FILE', `the temporary file cannot be written: ${reason}`, { cause: error });
  }
}
