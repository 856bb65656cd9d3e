import { processEnvironment } from '../config/index.js';
import type { Environment } from '../config/index.js';

/** What a command works with, so that a test can run it without a process of its own. */
export interface CliContext {
  /** Writes to the standard output. */
  readonly out: (text: string) => void;
  /** Writes to the standard error. */
  readonly err: (text: string) => void;
  /** Columns of the terminal that shows the output; undefined where it goes elsewhere. */
  readonly columns?: number | undefined;
  readonly environment: Environment;
  /** The working directory. */
  readonly folder: string;
  /** Makes the command end with this code, though nothing was thrown. */
  readonly setExitCode: (code: number) => void;
  /**
   * Aborts when the user wants a command to end that runs until then. From the call on, that no longer ends the process.
   * @default never
   */
  readonly interrupted?: () => AbortSignal;
}

/** The context of this process. */
export function processContext(): CliContext {
  return {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
    environment: processEnvironment(),
    folder: process.cwd(),
    setExitCode: (code) => {
      process.exitCode = code;
    },
    interrupted,
  };
}

function interrupted(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // The second one ends the process the hard way.
    process.once(signal, () => {
      controller.abort();
    });
  }
  return controller.signal;
}
