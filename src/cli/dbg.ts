import type { Command } from 'commander';
import type { CliContext } from './context.js';
import { registerConvert } from './dbg/convert.js';
import { registerForward } from './dbg/forward.js';
import { registerRecord } from './dbg/record.js';
import { registerReplay } from './dbg/replay.js';
import { registerStats } from './dbg/stats.js';

/** `statescope dbg ...`: what machines tell debuggers, recorded, told again, passed on, counted and converted. */
export function registerDbg(program: Command, context: CliContext): void {
  const dbg = program.command('dbg').description('record, replay and pass on what machines tell debuggers');
  for (const register of [registerRecord, registerReplay, registerForward, registerStats, registerConvert]) {
    register(dbg, context);
  }
}
