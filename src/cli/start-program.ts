import { processContext } from './context.js';
import { runCli } from './run.js';
import type { CliProgram } from './run.js';

/** Runs a program as this process. */
export function startProgram(program: CliProgram): void {
  const context = processContext();
  let isDone = false;
  // A reader that has seen enough, like `head`, is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    isDone = true;
    process.exit();
  });
  process.once('exit', (code) => {
    if (isDone || code !== 0) return;
    const why = 'a file of --from ended it, or waits for what never comes';
    context.err(`${program.name}: the process ended before the command was done: ${why}\n`);
    process.exitCode = 1;
  });
  void runCli(process.argv.slice(2), context, program).then((code) => {
    isDone = true;
    context.setExitCode(code);
    endSoon();
  });
}

const GRACE_MS = 200;

/** What files of --from left running, a server or a timer, keeps nobody waiting. */
function endSoon(): void {
  // Their callbacks come when everything is written.
  process.stdout.write('', () => {
    process.stderr.write('', () => {
      setTimeout(() => process.exit(), GRACE_MS).unref();
    });
  });
}
