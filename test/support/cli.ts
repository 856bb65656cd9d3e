import { runCli } from '../../src/cli/run.js';

/** What a command line printed, and its exit code. */
export interface CliResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the program in this process. */
export async function cli(
  args: readonly string[],
  { environment = {}, folder = __dirname }: { environment?: Record<string, string>; folder?: string } = {},
): Promise<CliResult> {
  const texts = { out: '', err: '' };
  const code = await runCli(args, {
    out: (text) => (texts.out += text),
    err: (text) => (texts.err += text),
    environment,
    folder,
    setExitCode: () => undefined,
  });
  return { code, ...texts };
}
