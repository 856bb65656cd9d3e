import { lineBlocks } from '../../file-lines.js';
import { indexedFields, LinePrefix, parseEvent } from '../model/index.js';
import type { DebuggerEvent, RecordingIndex } from '../model/index.js';
import type { Damage } from './damage.js';

const NEWLINE = 0x0a;
const CLOSING = 0x7d;

/** What {@link indexLines} works with. */
export interface IndexLines {
  readonly file: string;
  readonly index: RecordingIndex;
  /** Where to begin: 0, or what an earlier call returned. */
  readonly from: number;
  readonly onDamaged: (damage: Damage) => void;
  /** Told of the bytes that have been read so far. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

/**
 * Adds what is in a recording's file to an index. A last line that is torn is not taken: its writer may be at it still, or was
 * killed.
 * @returns where the next line will begin
 * @throws MachineError FILE when the file cannot be read
 */
export async function indexLines({ file, index, from, onDamaged, onProgress }: IndexLines): Promise<number> {
  const prefix = new LinePrefix();
  let next = from;
  for await (const { bytes, offset, ended } of lineBlocks(file, from)) {
    if (!ended && !isWhole(bytes)) break;
    for (let at = 0; at < bytes.length;) {
      const end = ended ? bytes.indexOf(NEWLINE, at) : bytes.length;
      if (bytes[end - 1] === CLOSING && prefix.read(bytes, at)) {
        index.add(index.historyOf(prefix.machine, prefix.connection), offset + at, prefix);
      } else {
        const place = { file, offset: offset + at };
        indexParsed(index, bytes.toString('utf8', at, end), place, onDamaged);
      }
      at = end + 1;
    }
    next = offset + bytes.length;
    onProgress?.(next);
  }
  return next;
}

/** Whether a line without its newline is all there. */
function isWhole(bytes: Buffer): boolean {
  try {
    parseEvent(bytes.toString());
    return true;
  } catch {
    return false;
  }
}

/** Adds an event that stands at an offset of its file. */
export function indexEvent(index: RecordingIndex, event: DebuggerEvent, offset: number): void {
  switch (event.kind) {
    case 'transition':
      index.add(index.historyOf(event.machine, event.connection), offset, indexedFields(event));
      return;
    case 'machine':
      index.historyOf(event.machine, event.connection).addSchema(offset);
      return;
    case 'disconnected':
      index.endConnection(event.connection, event.at);
  }
}

function indexParsed(
  index: RecordingIndex,
  line: string,
  place: { readonly file: string; readonly offset: number },
  onDamaged: (damage: Damage) => void,
): void {
  const event = parsedLine(line, place, onDamaged);
  if (event !== undefined) indexEvent(index, event, place.offset);
}

/** The event of a line; undefined for empty lines, for what is not known, and for what is damaged, which is told. */
export function parsedLine(
  line: string,
  place: { readonly file: string; readonly offset: number },
  onDamaged: (damage: Damage) => void,
): DebuggerEvent | undefined {
  if (line.trim() === '') return undefined;
  try {
    return parseEvent(line);
  } catch (error) {
    onDamaged({ ...place, reason: error instanceof Error ? error.message : String(error) });
    return undefined;
  }
}
