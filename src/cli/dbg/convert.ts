import { rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { MachineError } from '../../errors.js';
import type { Recording } from '../../debugger/index.js';
import type { CliContext } from '../context.js';
import { damagedBefore, DamageReport, ReadingProgress, withRecording } from './opened.js';
import { counted } from './progress.js';

/** `statescope dbg convert FILE OUT`: writes a recording as a dump that am-dbg imports, or a dump as a recording, by the name of the result. */
export function registerConvert(dbg: Command, context: CliContext): void {
  dbg
    .command('convert')
    .description('write a recording as a dump of am-dbg (.gob.br), or a dump as a recording (.jsonl)')
    .argument('<file>', 'a recording, or a dump')
    .argument('<out>', 'the other one; its name tells which')
    .action((file: string, out: string) =>
      withRecording(file, context, async (recording) => {
        const { DUMP_SUFFIX } = await import('../../debugger/index.js');
        const path = resolve(context.folder, out);
        if (path === recording.source) throw new MachineError('CONFIG', 'the result would replace what it is made of');
        const partial = `${path}.partial`;
        await rm(partial, { force: true });
        await (out.endsWith(DUMP_SUFFIX) ? toDump : toLines)(recording, partial, context);
        await rename(partial, path);
      }),
    );
}

async function toDump(recording: Recording, path: string, context: CliContext): Promise<void> {
  const { writeDump } = await import('../../debugger/index.js');
  const damage = new DamageReport(context, recording.damage);
  const { machines, transitions, damaged, leftOut } = await writeDump(recording, path);
  const notes = [
    ...(damaged > 0 ? [`${counted(damaged, 'transition')} could not be read`] : []),
    ...(damage.count > 0 ? [`${counted(damage.count, 'damaged part')} left out`] : []),
    ...(leftOut > 0 ? [`${counted(leftOut, 'earlier connection')} of the same machines left out`] : []),
  ];
  context.err(`${[`${counted(transitions, 'record')} of ${counted(machines, 'machine')}`, ...notes].join(', ')}\n`);
}

async function toLines(recording: Recording, path: string, context: CliContext): Promise<void> {
  const { FlightRecorder } = await import('../../debugger/index.js');
  const damage = new DamageReport(context, damagedBefore(recording));
  const recorder = await FlightRecorder.open(path);
  const progress = new ReadingProgress(recording.source, context);
  try {
    for await (const event of recording.events({ onDamaged: damage.add, onProgress: progress.take })) {
      await recorder.write(event);
    }
  } finally {
    progress.stop();
    await recorder.close();
  }
  const left = damage.count === 0 ? '' : `, ${counted(damage.count, 'damaged part')} left out`;
  context.err(`${counted(recorder.stats.events, 'event')}${left}\n`);
}
