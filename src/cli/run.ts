import { Command, CommanderError } from 'commander';
import { MachineError } from '../errors.js';
import { SCOPE_NAME, SCOPE_VERSION } from '../semconv.js';
import { COMMANDS } from './commands.js';
import type { CliContext } from './context.js';

const EXIT_FAILURE = 1;
/** Of a mistake on the command line or in the configuration. */
const EXIT_USAGE = 2;

/** The program with all its commands; nothing of it ends the process. */
export function createProgram(context: CliContext): Command {
  const program = new Command(SCOPE_NAME)
    .description('Looks at class-defined state machines, their telemetry and its configuration.')
    .version(SCOPE_VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    // Commands inherit these, so they come before them.
    .configureOutput({ writeOut: context.out, writeErr: context.err })
    .exitOverride();
  for (const register of COMMANDS) register(program, context);
  return program;
}

/**
 * Runs the command line and tells its exit code: 0 when all went well, 2 for a mistake on the command line or in the
 * configuration, 1 for everything else that fails. Errors are printed, never thrown.
 * @param args without the program itself
 */
export async function runCli(args: readonly string[], context: CliContext): Promise<number> {
  let code = 0;
  const program = createProgram({
    ...context,
    setExitCode: (given) => {
      code = given;
    },
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    // Commander has printed its own messages.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
    context.err(`${SCOPE_NAME}: ${textOf(error)}\n`);
    return error instanceof MachineError && error.code === 'CONFIG' ? EXIT_USAGE : EXIT_FAILURE;
  }
}

/** What the user can do something about is told in a sentence; a defect comes with its stack. */
function textOf(error: unknown): string {
  if (error instanceof MachineError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
