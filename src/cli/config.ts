import type { Command } from 'commander';
import { loadConfig } from '../config/index.js';
import type { CliContext } from './context.js';

interface ConfigOptions {
  readonly json?: boolean;
}

/** `statescope config`: checks the configuration and prints every effective value with its source. */
export function registerConfig(program: Command, context: CliContext): void {
  program
    .command('config')
    .description('check the configuration and print every effective value with its source')
    .option('--print', 'print the values (the default)')
    .option('--json', 'as JSON')
    .action((options: ConfigOptions) => print(options, context));
}

async function print({ json }: ConfigOptions, { environment, folder, out }: CliContext): Promise<void> {
  const { effective } = await loadConfig({ environment, folder });
  if (json) out(`${JSON.stringify(effective, undefined, 2)}\n`);
  else for (const { key, value, source } of effective) out(`${key} = ${JSON.stringify(value)}  (${source})\n`);
}
