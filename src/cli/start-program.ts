import { processContext } from './context.js';
import { runCli } from './run.js';
import type { CliProgram } from './run.js';

/** Runs a program as this process. */
export function startProgram(program: CliProgram): void {
  // A reader that has seen enough, like `head`, is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  const context = processContext();
  void runCli(process.argv.slice(2), context, program).then((code) => {
    context.setExitCode(code);
  });
}
