import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { MachineError } from '../errors.js';
import type { CliContext } from './context.js';

interface ConvertOptions {
  readonly to: 'jaeger';
  readonly out?: string;
  readonly skipDamaged?: boolean;
}

/** Where the result goes, piece by piece. */
interface Output {
  write(piece: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/**
 * `statescope traces convert FILE... --to jaeger [--out FILE]`: files of OTLP JSON lines, as exporter `file` writes them, in
 * the form that another tool opens.
 */
export function registerTraces(program: Command, context: CliContext): void {
  program
    .command('traces')
    .description('look at recorded traces')
    .command('convert')
    .description('write files of OTLP JSON lines in the form that another tool opens')
    .argument('<file...>', 'files of OTLP JSON lines, as exporter `file` writes them')
    .addOption(new Option('--to <format>', 'whose form').choices(['jaeger']).makeOptionMandatory())
    .option('--out <file>', 'where to (default: the standard output)')
    .option('--skip-damaged', 'leave out lines that cannot be read, and name them')
    .action((files: readonly string[], options: ConvertOptions) => convert(files, options, context));
}

async function convert(
  files: readonly string[],
  { out, skipDamaged }: ConvertOptions,
  context: CliContext,
): Promise<void> {
  const { convertToJaeger } = await import('../trace-files/index.js');
  const output = out === undefined ? standardOutput(context) : fileOutput(resolve(context.folder, out));
  try {
    const count = await convertToJaeger({
      files: files.map((file) => resolve(context.folder, file)),
      write: (piece) => output.write(piece),
      onDamaged: skipDamaged === true ? (problem) => context.err(`left out: ${problem}\n`) : undefined,
    });
    const damaged = count.damaged === 0 ? '' : `, ${numbered(count.damaged, 'damaged line')} left out`;
    context.err(`${numbered(count.spans, 'span')} in ${numbered(count.traces, 'trace')}${damaged}\n`);
  } finally {
    await output.close();
  }
}

const numbered = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

function standardOutput(context: CliContext): Output {
  const decoder = new TextDecoder();
  return {
    write: (piece) => {
      context.out(decoder.decode(piece, { stream: true }));
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}

/** Opened with the first piece: what cannot be converted leaves the file alone. */
function fileOutput(path: string): Output {
  let opened: ReturnType<typeof open> | undefined;
  const guard = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new MachineError('FILE', `the file "${path}" cannot be written: ${reason}`, { cause: error });
    }
  };
  return {
    write: (piece) =>
      guard(async () => {
        await (await (opened ??= open(path, 'w'))).appendFile(piece);
      }),
    close: async () => {
      await (await opened?.catch(() => undefined))?.close();
    },
  };
}
