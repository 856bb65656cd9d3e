import { createHash } from 'node:crypto';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import { Machine, type EventOf, type Handlers, type MachineOptions, type StateOf } from 'statescope';
import { Logged, Metered, Parent, Traced } from 'statescope/decorators';
import { fileWorkerSchema, indexerSchema, type FileResult } from './schemas.js';

type On<S extends StateOf<typeof indexerSchema>> = EventOf<typeof indexerSchema, S>;
type At<S extends StateOf<typeof fileWorkerSchema>> = EventOf<typeof fileWorkerSchema, S>;

/** Options of an {@link Indexer}. */
export interface IndexerOptions extends MachineOptions {
  /** Yields the paths of the files; stops when the signal aborts. */
  readonly find: (signal: AbortSignal) => AsyncIterable<string>;
  /** Files worked on at the same time. */
  readonly concurrency: number;
  /** Told of every file that is done or given up. */
  readonly onFile: (result: FileResult) => void;
}

/** Finds files and hands them to a pool of {@link FileWorker}s. */
@Traced()
@Metered()
@Logged({ level: 'changes' })
export class Indexer extends Machine.of(indexerSchema) implements Handlers<typeof indexerSchema> {
  readonly workers: readonly FileWorker[];
  /** Files found so far. */
  found = 0;
  readonly #backlog: string[] = [];
  readonly #idle: FileWorker[];
  readonly #options: IndexerOptions;

  constructor(options: IndexerOptions) {
    super(options);
    this.#options = options;
    this.workers = Array.from({ length: options.concurrency }, (_, i) =>
      this.submachine(FileWorker, {
        id: `worker-${String(i + 1)}`,
        ...(options.onChange && { onChange: options.onChange }),
      }),
    );
    this.#idle = [...this.workers];
  }

  StartState(e: On<'Start'>): void {
    for (const worker of this.workers) worker.add('Start');
    this.add('Finding', undefined, { source: e });
  }

  @Traced()
  async FindingState(e: On<'Finding'>): Promise<void> {
    try {
      for await (const path of this.#options.find(e.signal)) this.add('FileFound', { path }, { source: e });
    } catch (error) {
      if (!e.signal.aborted) this.addErr(error, 'ErrFind');
    }
    if (!e.signal.aborted) this.add('Found', undefined, { source: e });
  }

  FileFoundState(e: On<'FileFound'>): void {
    this.found++;
    this.#backlog.push(e.args.path);
    this.add('Busy', undefined, { source: e });
    this.#handOut(e);
  }

  @Logged()
  FileDoneState(e: On<'FileDone'>): void {
    this.#options.onFile(e.args.result);
    this.#handOut(e);
    if (this.#idle.length === this.workers.length) this.remove('Busy', undefined, { source: e });
  }

  /** Called by a worker that is ready for the next file. */
  finished(worker: FileWorker, result: FileResult, event: At<'Done' | 'Failed'>): void {
    this.#idle.push(worker);
    this.add('FileDone', { result }, { source: event });
  }

  #handOut(event: On<'FileFound' | 'FileDone'>): void {
    while (this.#backlog.length > 0) {
      const worker = this.#idle.shift();
      if (worker === undefined) return;
      worker.add('Reading', { path: this.#backlog.shift() ?? '' }, { source: event });
    }
  }
}

const MAX_RETRIES = 2;
const RETRY_DELAY_MS = 5;

/** Hashes and compresses one file after another; inherits the tracers of its {@link Indexer}. */
@Parent(() => Indexer)
@Traced()
@Metered()
@Logged({ level: 'changes' })
export class FileWorker extends Machine.of(fileWorkerSchema) implements Handlers<typeof fileWorkerSchema> {
  #path = '';
  #file: FileHandle | undefined;
  #bytes = 0;
  #compressedBytes = 0;
  #sha256 = '';
  #retries = 0;

  @Traced({ args: ['path'] })
  async ReadingState(e: At<'Reading'>): Promise<void> {
    this.#path = e.args.path;
    await this.#attempt(e, 'Hashing', async () => {
      // Asked first: opening a pipe waits for whoever writes to it.
      const stats = await stat(this.#path);
      if (!stats.isFile()) throw new Error(`${this.#path} is not a file, or a folder that can't be read`);
      e.signal.throwIfAborted();
      this.#file = await open(this.#path);
    });
  }

  @Traced()
  async HashingState(e: At<'Hashing'>): Promise<void> {
    await this.#attempt(e, 'Compressing', async () => {
      const hash = createHash('sha256');
      this.#bytes = 0;
      await this.#stream(e.signal, (chunk) => {
        this.#bytes += chunk.length;
        hash.update(chunk);
      });
      this.#sha256 = hash.digest('hex');
    });
  }

  @Traced()
  async CompressingState(e: At<'Compressing'>): Promise<void> {
    await this.#attempt(e, 'Done', async () => {
      this.#compressedBytes = 0;
      const count = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
        for await (const chunk of chunks) this.#compressedBytes += chunk.length;
      };
      await pipeline(this.#content(), createGzip(), count, { signal: e.signal });
    });
  }

  @Logged()
  async ErrReadState(e: At<'ErrRead'>): Promise<void> {
    await this.#close();
    this.add(this.#retries < MAX_RETRIES ? 'Retrying' : 'Failed', { error: e.error }, { source: e });
  }

  async RetryingState(e: At<'Retrying'>): Promise<void> {
    await delay(RETRY_DELAY_MS * 2 ** this.#retries, undefined, { signal: e.signal });
    this.#retries++;
    this.add('Reading', { path: this.#path }, { source: e });
  }

  async DoneState(e: At<'Done'>): Promise<void> {
    await this.#close();
    if (!e.signal.aborted) this.#finish(e, undefined);
  }

  FailedState(e: At<'Failed'>): void {
    this.#finish(e, e.args['error'] as Error);
  }

  /** Runs the work of a phase; goes on to the next one, or to ErrRead, unless the phase is over already. */
  async #attempt(
    e: At<'Reading' | 'Hashing' | 'Compressing'>,
    next: 'Hashing' | 'Compressing' | 'Done',
    work: () => Promise<void>,
  ): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!e.signal.aborted) this.addErr(error, 'ErrRead');
    }
    if (!e.signal.aborted) this.add(next, undefined, { source: e });
    else if (!this.is('Start')) await this.#close();
  }

  async #stream(signal: AbortSignal, take: (chunk: Buffer) => void): Promise<void> {
    for await (const chunk of this.#content()) {
      signal.throwIfAborted();
      take(chunk as Buffer);
    }
  }

  #content() {
    if (this.#file === undefined) throw new Error(`${this.#path} is not open`);
    return this.#file.createReadStream({ start: 0, autoClose: false });
  }

  async #close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  #finish(event: At<'Done' | 'Failed'>, error: Error | undefined): void {
    const result: FileResult = {
      path: this.#path,
      bytes: error === undefined ? this.#bytes : 0,
      compressedBytes: error === undefined ? this.#compressedBytes : 0,
      sha256: error === undefined ? this.#sha256 : '',
      retries: this.#retries,
      error,
    };
    this.#retries = 0;
    (this.parent as unknown as Indexer).finished(this, result, event);
  }
}
