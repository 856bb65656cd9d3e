import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { MachineError } from '../../errors.js';
import type { Recording } from '../../debugger/index.js';
import type { CliContext } from '../context.js';
import { damagedBefore, DamageReport, withRecording } from './opened.js';
import { counted } from './progress.js';

interface ReplayOptions {
  readonly machine?: string;
  readonly speed?: number;
  readonly maxPause?: number;
  readonly verify?: boolean;
  readonly from?: readonly string[];
  readonly class?: string;
  readonly json?: boolean;
}

/** `statescope dbg replay FILE`: prints the events of a recording again, or makes its mutations again on machines of its schemas. */
export function registerReplay(dbg: Command, context: CliContext): void {
  dbg
    .command('replay')
    .description('print what was recorded, or make it happen again')
    .argument('<file>', 'a recording, or a dump of am-dbg (.gob.br)')
    .option('--machine <id>', 'of this machine only')
    .option(
      '--speed <factor>',
      'with the pauses it had: 1 as it was, 10 ten times as fast (default: no pauses)',
      positive,
    )
    .option('--max-pause <seconds>', 'no pause longer than this', positive)
    .option('--verify', 'run the recorded mutations through machines of the recorded schemas and compare the clocks')
    .option(
      '--class <name>',
      'with --verify: through machines of this class, whose handlers make their own mutations again',
    )
    .option('--from <file...>', 'files that define the class: JavaScript, or TypeScript through tsx')
    .option('--json', 'as JSON, an event a line')
    .action((file: string, options: ReplayOptions) => run(file, options, context));
}

async function run(file: string, options: ReplayOptions, context: CliContext): Promise<void> {
  const { verify, class: name, from } = options;
  if ((name === undefined) !== (from === undefined) || (name !== undefined && verify !== true)) {
    throw new MachineError('CONFIG', '--verify, --class and --from go together');
  }
  const { verifyRecording } = await import('./verify.js');
  await withRecording(file, context, (recording) =>
    verify ? verifyRecording(recording, options, context) : print(recording, options, context),
  );
}

/** A number above 0. */
export function positive(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('Expected a number above 0.');
}

async function print(recording: Recording, options: ReplayOptions, context: CliContext): Promise<void> {
  const { lineOfEvent, replayEvents } = await import('../../debugger/index.js');
  const { EventText } = await import('./event-text.js');
  const { machine, speed, maxPause, json } = options;
  const damage = new DamageReport(context, damagedBefore(recording));
  const text = new EventText();
  let printed = 0;
  const events = replayEvents(recording, {
    machine,
    speed,
    maxPauseMs: maxPause === undefined ? undefined : maxPause * 1000,
    onDamaged: damage.add,
    signal: speed === undefined ? undefined : context.interrupted?.(),
  });
  for await (const event of events) {
    context.out(`${json ? lineOfEvent(event) : text.of(event)}\n`);
    printed += 1;
  }
  const left = damage.count === 0 ? '' : `; ${counted(damage.count, 'damaged part')} left out`;
  context.err(`${counted(printed, 'event')}${left}\n`);
}
