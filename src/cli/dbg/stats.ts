import type { Command } from 'commander';
import type { MachineStatistics, RecordCounts, RecordingStatistics } from '../../debugger/index.js';
import type { CliContext } from '../context.js';
import { printable, textTable } from '../text-table.js';
import { damagedBefore, DamageReport, ReadingProgress, withRecording } from './opened.js';
import { bytesText, counted, timeText } from './progress.js';

const COLUMNS = ['transitions', 'canceled', 'auto', 'queued', 'checks', 'errors', 'steps', 'lines'] as const;
const HEADER = ['MACHINE', ...COLUMNS.map((name) => name.toUpperCase()), 'CONNECTIONS', 'FOR'];

/** `statescope dbg stats FILE`: prints what is in a recording, by machine. */
export function registerStats(dbg: Command, context: CliContext): void {
  dbg
    .command('stats')
    .description('print what is in a recording, by machine')
    .argument('<file>', 'a recording, or a dump of am-dbg (.gob.br)')
    .option('--json', 'as JSON')
    .action((file: string, options: { readonly json?: boolean }) => print(file, options, context));
}

function print(file: string, { json }: { readonly json?: boolean }, context: CliContext): Promise<void> {
  return withRecording(file, context, async (recording) => {
    const { statisticsOf } = await import('../../debugger/index.js');
    const damage = new DamageReport(context, damagedBefore(recording));
    const progress = new ReadingProgress(file, context);
    const statistics = await statisticsOf(recording, { onDamaged: damage.add, onProgress: progress.take }).finally(
      () => {
        progress.stop();
      },
    );
    context.out(json ? `${JSON.stringify({ ...statistics, source: file }, undefined, 2)}\n` : textOf(file, statistics));
  });
}

function textOf(file: string, statistics: RecordingStatistics): string {
  const { events, bytes, from, to, machines, damaged } = statistics;
  const time = from === undefined || to === undefined ? '' : `, ${timeText(from)} to ${timeText(to)}`;
  const left = damaged === 0 ? '' : `, ${counted(damaged, 'damaged part')} left out`;
  const rows = machines.map((machine) => [
    machine.machine,
    ...cells(machine),
    String(machine.connections),
    durationText(machine),
  ]);
  const total = ['all', ...cells(statistics), '', ''];
  return `${printable(file)}: ${bytesText(bytes)}, ${counted(events, 'event')}${time}${left}\n${textTable(HEADER, [...rows, total])}`;
}

const cells = (counts: RecordCounts): readonly string[] => COLUMNS.map((name) => counts[name].toLocaleString('en-US'));

const durationText = ({ from, to }: MachineStatistics): string => `${((to - from) / 1000).toFixed(3)} s`;
