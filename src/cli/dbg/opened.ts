import { resolve } from 'node:path';
import type { Damage, ReadProgress, Recording } from '../../debugger/index.js';
import type { CliContext } from '../context.js';
import { printable } from '../text-table.js';
import { Progress } from './progress.js';

const MOST_NAMED = 20;

/**
 * Opens a recording, says how far that is, works with it, and closes it again.
 * @throws MachineError FILE when it cannot be read
 */
export async function withRecording<T>(
  file: string,
  context: CliContext,
  work: (recording: Recording) => Promise<T>,
): Promise<T> {
  const { openRecording } = await import('../../debugger/index.js');
  const path = resolve(context.folder, file);
  const progress = new ReadingProgress(file, context);
  let recording: Recording;
  try {
    recording = await openRecording(path, { onProgress: progress.take });
  } finally {
    progress.stop();
  }
  try {
    return await work(recording);
  } finally {
    await recording.close();
  }
}

/** Says how far a file has been read. */
export class ReadingProgress {
  readonly #progress: Progress;
  #last: ReadProgress | undefined;

  constructor(file: string, context: CliContext) {
    this.#progress = new Progress(context, () => {
      const { doing = 'reading', done = 0, total = 0 } = this.#last ?? {};
      return `${doing} ${printable(file)}: ${total === 0 ? '' : `${String(Math.floor((100 * done) / total))} %`}`;
    });
  }

  readonly take = (progress: ReadProgress): void => {
    this.#last = progress;
    this.#progress.tick();
  };

  stop(): void {
    this.#progress.stop();
  }
}

/** Names what could not be read of a file, up to a point, and counts it. */
export class DamageReport {
  readonly #context: CliContext;
  #count = 0;

  constructor(context: CliContext, known: readonly Damage[] = []) {
    this.#context = context;
    for (const damage of known) this.add(damage);
  }

  get count(): number {
    return this.#count;
  }

  readonly add = ({ file, offset, reason }: Damage): void => {
    this.#count += 1;
    if (this.#count <= MOST_NAMED) this.#context.err(`left out: ${file}, byte ${offset}: ${printable(reason)}\n`);
    if (this.#count === MOST_NAMED + 1) this.#context.err('left out: more, which are counted\n');
  };
}

/** What was damaged before a recording was in lines: the lines tell of themselves when they are read. */
export const damagedBefore = ({ damage, file }: Recording): readonly Damage[] =>
  damage.filter((one) => one.file !== file);
