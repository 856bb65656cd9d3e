import { Command, CommanderError } from 'commander';
import { MachineError } from '../errors.js';
import { SCOPE_NAME, SCOPE_VERSION } from '../semconv.js';
import { COMMANDS } from './commands.js';
import type { RegisterCommand } from './commands.js';
import type { CliContext } from './context.js';
import { printableLines } from './text-table.js';

const EXIT_FAILURE = 1;
/** Of a mistake on the command line or in the configuration. */
const EXIT_USAGE = 2;

/** A program of this package: what it is called and which commands it has. */
export interface CliProgram {
  readonly name: string;
  readonly description: string;
  readonly commands: readonly RegisterCommand[];
  /** The short flag of `--version`. */
  readonly versionFlag: '-V' | '-v';
  /** Usage follows a mistake on the command line; any other failure is a bare message on the standard output, and ends with 1. */
  readonly asReference: boolean;
}

/** `statescope`, with all commands. */
export const STATESCOPE: CliProgram = {
  name: SCOPE_NAME,
  description: 'Looks at class-defined state machines, their telemetry and its configuration.',
  commands: COMMANDS,
  versionFlag: '-V',
  asReference: false,
};

/** The program with all its commands; nothing of it ends the process. */
export function createProgram(
  context: CliContext,
  { name, description, commands, versionFlag, asReference }: CliProgram = STATESCOPE,
): Command {
  const program = new Command(name)
    .description(description)
    .version(SCOPE_VERSION, `${versionFlag}, --version`, 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    // Commands inherit these, so they come before them.
    .configureOutput({ writeOut: context.out, writeErr: context.err })
    .showHelpAfterError(asReference)
    .exitOverride();
  for (const register of commands) register(program, context);
  return program;
}

/**
 * Runs the command line and tells its exit code: 0 when all went well, 2 for a mistake on the command line or in the
 * configuration, 1 for everything else that fails. Errors are printed, never thrown.
 * @param args without the program itself
 */
export async function runCli(
  args: readonly string[],
  context: CliContext,
  cli: CliProgram = STATESCOPE,
): Promise<number> {
  let code = 0;
  const program = createProgram(
    {
      ...context,
      setExitCode: (given) => {
        code = given;
      },
    },
    cli,
  );
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    // Commander has printed its own messages.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
    if (cli.asReference) {
      context.out(`${textOf(error)}\n`);
      return EXIT_FAILURE;
    }
    context.err(`${cli.name}: ${textOf(error)}\n`);
    return error instanceof MachineError && error.code === 'CONFIG' ? EXIT_USAGE : EXIT_FAILURE;
  }
}

/** What the user can do something about is told in a sentence; a defect comes with its stack. */
function textOf(error: unknown): string {
  if (error instanceof MachineError) return printableLines(error.message);
  return printableLines(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
