import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError, InvalidArgumentError } from 'commander';

/** What the command line says. */
export interface PipelineOptions {
  readonly folder: string;
  /** End when the work is done, instead of keeping the metrics endpoint up. */
  readonly once: boolean;
  readonly concurrency: number;
  /** Port of the metrics endpoint on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  /** Folder of `traces.jsonl` and `logs.jsonl`. */
  readonly out: string;
  readonly json: boolean;
}

/** A mistake of the user's: one line, exit code 2. */
export class UsageError extends Error {}

const DEFAULT_FOLDER = join('node_modules', 'typescript');
const MAX_CONCURRENCY = 256;

/** Reads the command line. Throws {@link UsageError}; undefined when only help was asked for. */
export function readOptions(argv: readonly string[]): PipelineOptions | undefined {
  const command = new Command('pipeline')
    .description('Hashes and compresses every file of a folder, observed by statescope.')
    .argument('[folder]', 'folder to work on', DEFAULT_FOLDER)
    .option('--once', 'end when the work is done', false)
    .option('--concurrency <n>', 'files worked on at the same time', wholeNumber(1, MAX_CONCURRENCY), 4)
    .option('--port <n>', 'port of the metrics endpoint on 127.0.0.1, 0 for a free one', wholeNumber(0, 65_535), 9464)
    .option('--out <dir>', 'folder for traces.jsonl and logs.jsonl', 'out')
    .option('--json', 'print the summary as JSON', false)
    .showSuggestionAfterError(false)
    .configureOutput({ writeErr: () => undefined })
    .exitOverride();
  try {
    command.parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return undefined;
    throw new UsageError(error.message.replace(/^error: /, ''));
  }
  const folder = command.args[0] ?? DEFAULT_FOLDER;
  requireFolder(folder);
  return { ...command.opts<Omit<PipelineOptions, 'folder'>>(), folder };
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${String(least)} to ${String(most)}.`);
  };
}

function requireFolder(folder: string): void {
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (stats === undefined) throw new UsageError(`no such folder: ${folder}`);
  if (!stats.isDirectory()) throw new UsageError(`not a folder: ${folder}`);
}
