import { closeSync, openSync, writeSync } from 'node:fs';
import { MachineError } from '../../errors.js';
import { Column } from '../model/index.js';
import { LineReader } from './line-reader.js';
import type { OnProgress } from './read-progress.js';

const PIECE_BYTES = 1024 * 1024;
const TOLD_EVERY = 4096;

/** Writes lines to a file in large pieces. */
class LineSink {
  readonly #descriptor: number;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  bytes = 0;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  add(line: string): void {
    const bytes = Buffer.from(`${line}\n`);
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    this.bytes += bytes.length;
    if (this.#waitingBytes >= PIECE_BYTES) this.flush();
  }

  flush(): void {
    const bytes = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    for (let at = 0; at < bytes.length;) at += writeSync(this.#descriptor, bytes, at);
  }
}

/**
 * Puts lines in the order of their times, on disk: sixteen bytes of memory for each. Lines of one time stay in the order they came in.
 * All of it is synchronous.
 */
export class TimeSpool {
  readonly #path: string;
  readonly #descriptor: number;
  readonly #sink: LineSink;
  readonly #times = new Column(Float64Array);
  readonly #offsets = new Column(Float64Array);
  #isSorted = true;

  /** @throws MachineError FILE when there can be no file; `add` and `writeSorted` do when it cannot grow */
  constructor(path: string) {
    this.#path = path;
    this.#descriptor = guarded(path, () => openSync(path, 'w+'));
    this.#sink = new LineSink(this.#descriptor);
  }

  add(line: string, time: number): void {
    const { length } = this.#times;
    if (length > 0 && time < this.#times.at(length - 1)) this.#isSorted = false;
    this.#times.push(time);
    this.#offsets.push(this.#sink.bytes);
    guarded(this.#path, () => {
      this.#sink.add(line);
    });
  }

  /** Writes the lines in order to another file, unless they are. @returns the file they are in */
  writeSorted(path: string, onProgress?: OnProgress): string {
    guarded(this.#path, () => {
      this.#sink.flush();
    });
    if (this.#isSorted) return this.#path;
    const order = Uint32Array.from({ length: this.#times.length }, (_, i) => i);
    order.sort((a, b) => this.#times.at(a) - this.#times.at(b) || a - b);
    const lines = new LineReader(this.#descriptor);
    guarded(path, () => {
      const descriptor = openSync(path, 'w');
      const sink = new LineSink(descriptor);
      for (const [done, number] of order.entries()) {
        sink.add(lines.read(this.#offsets.at(number)));
        if (done % TOLD_EVERY === 0) onProgress?.({ doing: 'sorting', done, total: order.length });
      }
      sink.flush();
      closeSync(descriptor);
    });
    return path;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MachineError('FILE', `the temporary file "${path}" cannot be written: ${reason}`, { cause: error });
  }
}
