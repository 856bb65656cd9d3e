import cluster from 'node:cluster';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { loadConfig } from '../config/index.js';
import type { CliContext } from './context.js';

interface DoctorOptions {
  readonly from?: readonly string[];
  readonly json?: boolean;
}

/**
 * `statescope doctor [--from FILE]`: looks for what keeps telemetry from arriving: settings, packages, addresses, and the
 * decorators of the classes in a file. Exit code 1 when something fails.
 */
export function registerDoctor(program: Command, context: CliContext): void {
  program
    .command('doctor')
    .description('look for what keeps telemetry from arriving: settings, packages, addresses, decorators')
    .option('--from <file...>', 'files that define machine classes: JavaScript, or TypeScript through tsx')
    .option('--json', 'as JSON')
    .action((options: DoctorOptions) => print(options, context));
}

async function print({ from, json }: DoctorOptions, context: CliContext): Promise<void> {
  const { environment, folder } = context;
  const [{ examine, findingsText }, { loadClasses }] = await Promise.all([
    import('../doctor/index.js'),
    import('./load-classes.js'),
  ]);
  const { config, warnings } = await loadConfig({ environment, folder });
  const classes = from && (await loadClasses(from, folder));
  const sources = await Promise.all((from ?? []).map((file) => readFile(resolve(folder, file), 'utf8')));
  const findings = await examine({
    ...{ config, warnings, environment, folder, sources, classes },
    isClusterWorker: cluster.isWorker,
    running: undefined,
  });
  context.out(json ? `${JSON.stringify(findings, undefined, 2)}\n` : findingsText(findings));
  if (findings.some(({ status }) => status === 'fail')) context.setExitCode(1);
}
