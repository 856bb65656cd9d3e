import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { MachineError } from '../../errors.js';
import { moveAside } from '../../move-aside.js';
import { backgroundTimers, type Timers } from '../../timers.js';
import { ConnectedMachines, lineOfEvent } from '../model/index.js';
import type { DebuggerEvent, MachineEvent } from '../model/index.js';
import { LineBuffer } from './line-buffer.js';

/** Settings of a {@link FlightRecorder}. */
export interface FlightRecorderOptions {
  /** How long events wait in memory for others, in milliseconds: what a kill of this process can cost. @default 100 */
  readonly flushMs?: number | undefined;
  /** Whether each write waits until the disk has it, so that a loss of power costs no more than that. @default false */
  readonly sync?: boolean | undefined;
  /**
   * Bytes of one file. A full one is moved aside: `night.jsonl` goes on as a new file, what it held is in `night.1.jsonl`, the older in
   * `night.2.jsonl`. Each can be read by itself. 0 never begins another. @default 0
   */
  readonly maxBytes?: number | undefined;
  /** Files at most, the one that is written included; the oldest ones go. @default 5 */
  readonly maxFiles?: number | undefined;
  readonly timers?: Timers | undefined;
}

/** What a recorder did. */
export interface FlightRecorderStats {
  readonly events: number;
  /** Bytes that are in the file, and in those that were moved aside. */
  readonly bytes: number;
}

const FLUSH_MS = 100;
const MOST_FILES = 5;
const PIECE_BYTES = 256 * 1024;
const NEWLINE = 0x0a;
const HEADER = '{"kind":"recording","version":1}';

/**
 * Adds events to a file of JSON lines that is only ever added to: whatever ends the process, or the machine it runs on, everything up to
 * the last line stays readable. A file that exists is gone on with; a line that an earlier end tore is left as it is.
 */
export class FlightRecorder {
  readonly #file: string;
  readonly #options: FlightRecorderOptions;
  readonly #machines = new ConnectedMachines();
  #handle: FileHandle;
  /** Bytes of the file that is written. */
  #size: number;
  readonly #lines = new LineBuffer();
  /** Of machines that were connected before what waits. */
  #schemas: readonly MachineEvent[] = [];
  #events = 0;
  #bytes = 0;
  #writing: Promise<void> = Promise.resolve();
  #timer: unknown;
  #failure: unknown;
  #closed: Promise<void> | undefined;

  private constructor(file: string, handle: FileHandle, size: number, options: FlightRecorderOptions) {
    this.#file = file;
    this.#handle = handle;
    this.#size = size;
    this.#options = options;
  }

  /** @throws MachineError FILE when the file cannot be written */
  static async open(file: string, options: FlightRecorderOptions = {}): Promise<FlightRecorder> {
    try {
      const handle = await open(file, 'a+');
      const { size } = await handle.stat();
      const recorder = new FlightRecorder(file, handle, size, options);
      if (size === 0) recorder.#lines.add(HEADER);
      else if (!(await endsLine(handle, size))) recorder.#lines.add('');
      return recorder;
    } catch (error) {
      throw unwritable(file, error);
    }
  }

  get stats(): FlightRecorderStats {
    return { events: this.#events, bytes: this.#bytes };
  }

  /**
   * Adds an event. To bound the memory, wait for what it returns before the next one.
   * @returns what to wait for when much is on its way to the disk
   * @throws MachineError FILE when the file could not be written
   */
  write(event: DebuggerEvent): Promise<void> | undefined {
    if (this.#failure !== undefined) throw unwritable(this.#file, this.#failure);
    if (this.#turns) this.#machines.take(event);
    this.#lines.add(lineOfEvent(event));
    this.#events += 1;
    if (this.#lines.length >= this.#pieceBytes) return this.flush();
    const { timers = backgroundTimers, flushMs = FLUSH_MS } = this.#options;
    this.#timer ??= timers.setTimeout(() => void this.flush().catch(() => undefined), flushMs);
    return undefined;
  }

  /** Resolves when all events so far are in the file. @throws MachineError FILE when they are not */
  async flush(): Promise<void> {
    this.#stopTimer();
    const lines = this.#lines.take();
    const schemas = this.#schemas;
    if (this.#turns) this.#schemas = this.#machines.schemas();
    this.#writing = this.#writing.then(async () => {
      await this.#append(lines, schemas);
      this.#lines.giveBack(lines);
    });
    await this.#writing;
    if (this.#failure !== undefined) throw unwritable(this.#file, this.#failure);
  }

  /** Flushes and closes the file. Safe to call twice. @throws MachineError FILE when not everything is in the file */
  close(): Promise<void> {
    return (this.#closed ??= this.flush().finally(() => this.#handle.close()));
  }

  /** Never rejects: what failed is told by the next call. After a failure nothing follows that would go on within a torn line. */
  async #append(lines: Buffer, schemas: readonly MachineEvent[]): Promise<void> {
    if (lines.length === 0 || this.#failure !== undefined) return;
    let bytes = lines;
    try {
      if (this.#turns && this.#size > 0 && this.#size + bytes.length > (this.#options.maxBytes ?? 0)) {
        await this.#turn();
        bytes = Buffer.concat([beginning(schemas), lines]);
      }
      await this.#handle.appendFile(bytes);
      if (this.#options.sync === true) await this.#handle.datasync();
      this.#bytes += bytes.length;
      this.#size += bytes.length;
    } catch (error) {
      this.#failure = error;
    }
  }

  /** Small files are written in small pieces, so that they do not grow beyond their size. */
  get #pieceBytes(): number {
    return this.#turns ? Math.min(PIECE_BYTES, (this.#options.maxBytes ?? 0) / 4) : PIECE_BYTES;
  }

  get #turns(): boolean {
    return (this.#options.maxBytes ?? 0) > 0;
  }

  async #turn(): Promise<void> {
    await this.#handle.close();
    await moveAside(this.#file, this.#options.maxFiles ?? MOST_FILES);
    this.#handle = await open(this.#file, 'a+');
    this.#size = 0;
  }

  #stopTimer(): void {
    const { timers = backgroundTimers } = this.#options;
    if (this.#timer !== undefined) timers.clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/** How a file begins that others were written before: with what it takes to read it by itself. */
const beginning = (schemas: readonly MachineEvent[]): Buffer =>
  Buffer.from([HEADER, ...schemas.map(lineOfEvent), ''].join('\n'));

/** False when an earlier recorder was stopped within a line. */
async function endsLine(handle: FileHandle, size: number): Promise<boolean> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return bytesRead === 1 && buffer[0] === NEWLINE;
}

function unwritable(file: string, error: unknown): MachineError {
  const reason = error instanceof Error ? error.message : String(error);
  return new MachineError('FILE', `the recording "${file}" cannot be written: ${reason}`, { cause: error });
}
