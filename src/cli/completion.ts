import { Argument } from 'commander';
import type { Command } from 'commander';
import { bashScript } from './completion/bash.js';
import { commandTree } from './completion/command-tree.js';
import { fishScript } from './completion/fish.js';
import { zshScript } from './completion/zsh.js';
import type { CliContext } from './context.js';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/** `statescope completion SHELL`: prints the script with which a shell completes this program. */
export function registerCompletion(program: Command, { out }: CliContext): void {
  program
    .command('completion')
    .description('print the script with which a shell completes this program')
    .addArgument(new Argument('<shell>', 'bash, zsh or fish').choices(Object.keys(SCRIPTS)))
    .action((shell: keyof typeof SCRIPTS) => {
      out(SCRIPTS[shell](program.name(), commandTree(program)));
    });
}
