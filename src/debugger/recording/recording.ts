import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { MachineError } from '../../errors.js';
import { hashOf, parseEvent, RecordingIndex } from '../model/index.js';
import type { DebuggerEvent, MachineEvent, MachineHistory, TransitionEvent } from '../model/index.js';
import { DamageList } from './damage.js';
import type { Damage } from './damage.js';
import { indexLines } from './index-lines.js';
import type { OnProgress } from './read-progress.js';
import { LineReader } from './line-reader.js';
import { RecordingCursor } from './recording-cursor.js';
import { recordedEvents, sizeOf, type ReadOptions } from './recorded-events.js';

/** How {@link Recording.open} reads. */
export interface RecordingOptions {
  readonly onProgress?: OnProgress | undefined;
  /** What to call it. @default the name of the file */
  readonly source?: string | undefined;
  /** What is known to be missing already. */
  readonly damage?: readonly Damage[] | undefined;
}

/**
 * A recording on disk: indexed once, in memory that grows with the number of transitions and not with their size; any of them is then
 * read by itself, synchronously. The file may still be written to: {@link refresh} goes on with what was added.
 */
export class Recording {
  readonly index = new RecordingIndex();
  readonly file: string;
  /** The file it was made of: this one, or a dump. */
  readonly source: string;
  readonly #handle: FileHandle;
  readonly #lines: LineReader;
  readonly #damage = new DamageList();
  readonly #onClose: () => Promise<void>;
  #indexedTo = 0;

  private constructor(file: string, source: string, handle: FileHandle, onClose: () => Promise<void>) {
    this.file = file;
    this.source = source;
    this.#handle = handle;
    this.#lines = new LineReader(handle.fd);
    this.#onClose = onClose;
  }

  /**
   * Opens a file of JSON lines and indexes it.
   * @param onClose run when the recording is closed, as to remove a temporary file
   * @throws MachineError FILE when it cannot be read
   */
  static async open(
    file: string,
    { onProgress, source = file, damage = [] }: RecordingOptions = {},
    onClose: () => Promise<void> = () => Promise.resolve(),
  ): Promise<Recording> {
    const recording = new Recording(file, source, await opened(file), onClose);
    for (const known of damage) recording.#damage.add(known);
    try {
      await recording.refresh(onProgress);
      return recording;
    } catch (error) {
      await recording.close();
      throw error;
    }
  }

  /** How many transitions it has. */
  get length(): number {
    return this.index.length;
  }

  /** Bytes that were read after the index was made, for single events. */
  get bytesRead(): number {
    return this.#lines.bytesRead;
  }

  /** What could not be read and was left out, a torn last line not counted. Bytes that are wrong within a line show when it is read. */
  get damage(): readonly Damage[] {
    return this.#damage.kept;
  }

  /** Where the part ends that could be read: before a last line that is torn. */
  get readableTo(): number {
    return this.#indexedTo;
  }

  /** Indexes what was added to the file since. @returns how many transitions there are now */
  async refresh(onProgress?: OnProgress): Promise<number> {
    const total = onProgress === undefined ? 0 : await sizeOf(this.file);
    this.#indexedTo = await indexLines({
      file: this.file,
      index: this.index,
      from: this.#indexedTo,
      onDamaged: (damage) => {
        this.#damage.add(damage);
      },
      onProgress: (done) => onProgress?.({ doing: 'indexing', done, total }),
    });
    return this.length;
  }

  /**
   * The transition at a position.
   * @throws MachineError FILE when its line is damaged, or there is none
   */
  transition(position: number): TransitionEvent {
    if (!(position >= 0 && position < this.length)) {
      throw new MachineError('FILE', `${this.file} has ${this.length} transitions, there is none at ${position}`);
    }
    const event = this.#event(this.index.offsetOf(position));
    if (event?.kind === 'transition') return event;
    throw this.#changed(this.index.offsetOf(position));
  }

  /** The schema that holds for a transition of a machine, or its first one; undefined when none was recorded. */
  schema(history: MachineHistory, step: number): MachineEvent | undefined {
    const offset = history.schemaOffset(step);
    if (offset === undefined) return undefined;
    const event = this.#event(offset);
    if (event?.kind === 'machine') return event;
    throw this.#changed(offset);
  }

  /** The position of the transition with this id, of one history when given; undefined when there is none. The newest of several. */
  find(id: string, history?: MachineHistory): number | undefined {
    for (const position of this.index.positionsOfId(hashOf(id))) {
      if (history !== undefined && this.index.historyAt(position) !== history) continue;
      if (this.transition(position).id === id) return position;
    }
    return undefined;
  }

  /** A place in the recording, or in the history of one machine, to move from. */
  cursor(history?: MachineHistory): RecordingCursor {
    return new RecordingCursor(this, history);
  }

  /** Every event from the beginning, read piece by piece. */
  async *events(options: ReadOptions = {}): AsyncGenerator<DebuggerEvent> {
    for await (const [event] of recordedEvents(this.file, options)) yield event;
  }

  async close(): Promise<void> {
    await this.#handle.close();
    await this.#onClose();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #event(offset: number): DebuggerEvent | undefined {
    const line = this.#lines.read(offset);
    try {
      return parseEvent(line);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new MachineError('FILE', `${this.file}, byte ${offset}: ${reason}`, { cause: error });
    }
  }

  #changed(offset: number): MachineError {
    return new MachineError('FILE', `${this.file}, byte ${offset}: is not what was indexed; the file was replaced`);
  }
}

async function opened(file: string): Promise<FileHandle> {
  try {
    return await open(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MachineError('FILE', `the file "${file}" cannot be read: ${reason}`, { cause: error });
  }
}
