import { stat } from 'node:fs/promises';
import { lineBlocks } from '../../file-lines.js';
import type { DebuggerEvent } from '../model/index.js';
import type { Damage } from './damage.js';
import { parsedLine } from './index-lines.js';
import type { OnProgress } from './read-progress.js';

const NEWLINE = 0x0a;

/** How {@link recordedEvents} reads. */
export interface ReadOptions {
  /** Told of each part that cannot be read and is left out. @default it is left out in silence */
  readonly onDamaged?: ((damage: Damage) => void) | undefined;
  readonly onProgress?: OnProgress | undefined;
}

const ignore = (): undefined => undefined;

/**
 * The events of a recording's file from beginning to end, each with where it begins. What cannot be read is told and left out, the
 * last line included when it is torn: its writer was killed while it wrote.
 * @throws MachineError FILE when the file cannot be read
 */
export async function* recordedEvents(
  file: string,
  { onDamaged = ignore, onProgress }: ReadOptions = {},
): AsyncGenerator<readonly [event: DebuggerEvent, offset: number]> {
  const total = onProgress === undefined ? 0 : await sizeOf(file);
  for await (const { bytes, offset, ended } of lineBlocks(file)) {
    for (let at = 0; at < bytes.length;) {
      const end = ended ? bytes.indexOf(NEWLINE, at) : bytes.length;
      const torn = ended ? '' : '; the file ends within the line, as when its writer is killed';
      const place = { file, offset: offset + at };
      const event = parsedLine(bytes.toString('utf8', at, end), place, (damage) => {
        onDamaged({ ...damage, reason: damage.reason + torn });
      });
      if (event !== undefined) yield [event, place.offset];
      at = end + 1;
    }
    onProgress?.({ doing: 'reading', done: offset + bytes.length, total });
  }
}

/** Zero when it cannot be told: whoever reads the file will say why. */
export async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.size ?? 0;
}
