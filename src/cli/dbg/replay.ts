import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { MachineHistory, Recording } from '../../debugger/index.js';
import type { CliContext } from '../context.js';
import { printable } from '../text-table.js';
import { damagedBefore, DamageReport, withRecording } from './opened.js';
import { counted } from './progress.js';

interface ReplayOptions {
  readonly machine?: string;
  readonly speed?: number;
  readonly maxPause?: number;
  readonly verify?: boolean;
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
    .option('--json', 'as JSON, an event a line')
    .action((file: string, options: ReplayOptions) =>
      withRecording(file, context, (recording) =>
        options.verify ? verify(recording, options, context) : print(recording, options, context),
      ),
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

/** How one machine came out. */
interface Verdict {
  readonly machine: string;
  readonly connection: string;
  readonly transitions: number;
  readonly diverged: number;
  readonly first?: string | undefined;
}

async function verify(recording: Recording, { machine, json }: ReplayOptions, context: CliContext): Promise<void> {
  const { histories } = recording.index;
  const wanted = histories.filter((history) => machine === undefined || history.machine === machine);
  const verdicts: Verdict[] = [];
  for (const history of wanted) verdicts.push(await verdictOn(recording, history));
  if (json) context.out(`${JSON.stringify(verdicts, undefined, 2)}\n`);
  else for (const verdict of verdicts) context.out(`${verdictText(verdict)}\n`);
  if (wanted.length === 0) context.err('no machine to replay\n');
  if (wanted.length === 0 || verdicts.some(({ diverged }) => diverged > 0)) context.setExitCode(1);
}

async function verdictOn(recording: Recording, history: MachineHistory): Promise<Verdict> {
  const { replay } = await import('../../debugger/index.js');
  const { machine, connection } = history;
  const { transitions, diverged, divergences, machine: replayed } = replay(recording, undefined, { history });
  await replayed.dispose();
  const [first] = divergences;
  return { machine, connection, transitions, diverged, first: first && `${first.id}: ${first.text}` };
}

function verdictText({ machine, transitions, diverged, first }: Verdict): string {
  const start = `${machine}: ${counted(transitions, 'transition')}`;
  if (diverged === 0) return printable(`${start}, the same clocks`);
  return printable(`${start}, came out elsewhere ${counted(diverged, 'time')}, first at ${first ?? ''}`);
}
