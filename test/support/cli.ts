import { runCli } from '../../src/cli/run.js';

/** What a command line printed, and its exit code. */
export interface CliResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Where it runs, and what interrupts it. */
export interface CliOptions {
  readonly environment?: Record<string, string>;
  readonly folder?: string;
  readonly signal?: AbortSignal;
  /** Told of each piece of the error output. */
  readonly onErr?: (text: string) => void;
}

/** Runs the program in this process. */
export async function cli(
  args: readonly string[],
  {
    environment = {},
    folder = __dirname,
    signal = new AbortController().signal,
    onErr = () => undefined,
  }: CliOptions = {},
): Promise<CliResult> {
  const texts = { out: '', err: '' };
  const code = await runCli(args, {
    out: (text) => (texts.out += text),
    err: (text) => {
      texts.err += text;
      onErr(text);
    },
    environment,
    folder,
    setExitCode: () => undefined,
    interrupted: () => signal,
  });
  return { code, ...texts };
}
