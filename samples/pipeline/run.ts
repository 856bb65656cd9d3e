import { performance } from 'node:perf_hooks';
import type { Telemetry } from 'statescope/di';
import { Indexer } from './machines.js';
import { ProgressBar } from './progress.js';
import { Tally } from './summary.js';

/** What a run needs. */
export interface RunOptions {
  readonly find: (signal: AbortSignal) => AsyncIterable<string>;
  readonly concurrency: number;
  readonly telemetry: Telemetry;
  /** Cancels the work. */
  readonly signal: AbortSignal;
  readonly progress?: NodeJS.WriteStream;
}

/** What a run did. */
export interface RunResult {
  readonly tally: Tally;
  readonly elapsedMs: number;
  /** All files were worked on. */
  readonly finished: boolean;
}

/** Runs the machines over all files, to the end or until the signal aborts, and disposes them. */
export async function runPipeline(options: RunOptions): Promise<RunResult> {
  const { find, concurrency, telemetry, signal } = options;
  const tally = new Tally();
  const begun = performance.now();
  const indexer = telemetry.run(
    () =>
      new Indexer({
        id: 'indexer',
        find,
        concurrency,
        onFile: (result) => {
          tally.add(result);
        },
        onChange: () => tally.transitions++,
      }),
  );
  const bar =
    options.progress && new ProgressBar(options.progress, () => ({ done: tally.files, found: indexer.found }));
  indexer.add('Start');
  const finished = await indexer.when('Done', { signal }).then(
    () => true,
    () => false,
  );
  bar?.stop();
  await Promise.all(indexer.workers.map((worker) => worker.dispose()));
  await indexer.dispose();
  return { tally, elapsedMs: performance.now() - begun, finished };
}
