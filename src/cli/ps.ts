import type { Command } from 'commander';
import { loadConfig } from '../config/index.js';
import { adminClient } from './admin-client.js';
import type { CliContext } from './context.js';
import { machineTable } from './machine-table.js';

interface PsOptions {
  readonly class?: string;
  readonly state?: readonly string[];
  readonly json?: boolean;
  readonly url?: string;
}

/** `statescope ps`: prints what every machine of a running program does now, since when, why, and what keeps it from moving. */
export function registerPs(program: Command, context: CliContext): void {
  program
    .command('ps')
    .description('print what every machine of a running program does now, since when, and why')
    .option('--class <name>', 'machines of this class only; * stands for any characters')
    .option('--state <name...>', 'machines in which all of these states are active')
    .option('--url <address>', 'the admin endpoint of the program (default: as configured, or http://127.0.0.1:9465)')
    .option('--json', 'as JSON')
    .action((options: PsOptions) => print(options, context));
}

async function print({ class: className, state = [], json, url }: PsOptions, context: CliContext): Promise<void> {
  const { config } = await loadConfig({ environment: context.environment, folder: context.folder });
  const machines = await adminClient(url, config).machines({ className, states: state });
  context.out(
    json ? `${JSON.stringify(machines, undefined, 2)}\n` : machineTable(machines, Date.now(), context.columns),
  );
}
