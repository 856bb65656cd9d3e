import type { Command } from 'commander';
import { registerBudget } from './budget.js';
import { registerCompletion } from './completion.js';
import { registerConfig } from './config.js';
import type { CliContext } from './context.js';
import { registerDbg } from './dbg.js';
import { registerDoctor } from './doctor.js';
import { registerGrafana } from './grafana.js';
import { registerPs } from './ps.js';
import { registerTraces } from './traces.js';

/**
 * Adds one command to the program. What its action throws is printed, and ends with exit code 1; a `MachineError` `CONFIG` with
 * 2. Heavy imports belong into the action: every start of the program loads this file.
 */
export type RegisterCommand = (program: Command, context: CliContext) => void;

/** Every command, in the order of the help text; one file each. */
export const COMMANDS: readonly RegisterCommand[] = [
  registerConfig,
  registerBudget,
  registerDoctor,
  registerPs,
  registerDbg,
  registerGrafana,
  registerTraces,
  registerCompletion,
];
