import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MachineError } from '../../errors.js';
import { lineOfEvent } from '../model/index.js';
import type { DebuggerEvent } from '../model/index.js';
import type { Damage } from './damage.js';
import { readDump } from './read-dump.js';
import { Recording, type RecordingOptions } from './recording.js';
import { TimeSpool } from './time-spool.js';

/** How {@link openRecording} reads. */
export interface OpenOptions extends RecordingOptions {
  /** Where dumps are put in order. @default the temporary folder of the system */
  readonly temporaryFolder?: string | undefined;
  /** Most bytes a dump may unpack to. @default 1 GiB */
  readonly maxDumpBytes?: number | undefined;
}

/** Ends the names of dumps. */
export const DUMP_SUFFIX = '.gob.br';

const OPENING = 0x7b;

/**
 * Opens a recording of JSON lines, or a dump of the reference's debugger: that one is put in order in a temporary file, which is gone
 * when the recording is closed. What is damaged is left out and told by `damage`.
 * @throws MachineError FILE when the file cannot be read, or nothing in it can
 */
export async function openRecording(file: string, options: OpenOptions = {}): Promise<Recording> {
  if (!(await isDump(file))) return Recording.open(file, options);
  const folder = await mkdtemp(join(options.temporaryFolder ?? tmpdir(), 'statescope-dump-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const damage: Damage[] = [];
    const sorted = await sortDump(file, folder, damage, options);
    return await Recording.open(sorted, { ...options, source: file, damage }, remove);
  } catch (error) {
    await remove();
    throw error;
  }
}

async function sortDump(
  file: string,
  folder: string,
  damage: Damage[],
  { maxDumpBytes, onProgress }: OpenOptions,
): Promise<string> {
  const spool = new TimeSpool(join(folder, 'as-dumped'));
  let events = 0;
  try {
    const onEvent = (event: DebuggerEvent): void => {
      events += 1;
      spool.add(lineOfEvent(event), event.at);
    };
    await readDump(file, { onEvent, onDamaged: (found) => damage.push(found), onProgress }, maxDumpBytes);
    const [first] = damage;
    if (events === 0 && first !== undefined) {
      throw new MachineError('FILE', `${file} is no dump, byte ${String(first.offset)}: ${first.reason}`);
    }
    return spool.writeSorted(join(folder, 'by-time'), onProgress);
  } finally {
    spool.close();
  }
}

/** By its name, or by how it begins: lines of JSON begin with a brace, also when most of them are damaged. */
async function isDump(file: string): Promise<boolean> {
  if (file.endsWith(DUMP_SUFFIX)) return true;
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(1024), 0, 1024, 0);
      const start = buffer.subarray(0, bytesRead);
      return bytesRead > 0 && start[0] !== OPENING && !start.includes('"kind":');
    } finally {
      await handle.close();
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MachineError('FILE', `the file "${file}" cannot be read: ${reason}`, { cause: error });
  }
}
