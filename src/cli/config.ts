import type { Command } from 'commander';
import { loadConfig } from '../config/index.js';
import type { EffectiveSetting } from '../config/index.js';
import type { CliContext } from './context.js';
import { printable } from './text-table.js';

interface ConfigOptions {
  readonly json?: boolean;
  readonly file?: string;
}

/** `statescope config`: checks the configuration and prints every value in force with its source. */
export function registerConfig(program: Command, context: CliContext): void {
  program
    .command('config')
    .description('check the configuration and print every value in force with its source')
    .option('--print', 'print the values; so does the command without it')
    .option('--json', 'as JSON')
    .option('--file <path>', 'a configuration file, instead of statescope.json, .yaml or .yml in this folder')
    .action((options: ConfigOptions) => print(options, context));
}

async function print({ json, file }: ConfigOptions, { environment, folder, out, err }: CliContext): Promise<void> {
  const { effective, warnings } = await loadConfig({ environment, folder, ...(file !== undefined && { file }) });
  if (json) out(`${JSON.stringify({ settings: effective, warnings }, undefined, 2)}\n`);
  else out(tableOf(effective));
  if (!json) for (const warning of warnings) err(`warning: ${printable(warning)}\n`);
}

/** Three columns: key, value, source. */
function tableOf(settings: readonly EffectiveSetting[]): string {
  const rows = settings.map(
    ({ key, value, source }) => [printable(key), printable(JSON.stringify(value)), source] as const,
  );
  const [keys, values] = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map(([key, value, source]) => `${key.padEnd(keys ?? 0)}  ${value.padEnd(Math.min(values ?? 0, 40))}  ${source}\n`)
    .join('');
}
