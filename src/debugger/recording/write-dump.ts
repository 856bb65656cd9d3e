import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createBrotliCompress } from 'node:zlib';
import { MachineError } from '../../errors.js';
import { DUMP_SHAPE, GobEncoder } from '../../exporters/dbg/index.js';
import type { DumpedMachine, TransitionMessage } from '../../exporters/dbg/index.js';
import type { MachineHistory } from '../model/index.js';
import { schemaMessageOf, transitionMessageOf } from '../wire/index.js';
import type { Recording } from './recording.js';

/** What a dump came to hold. */
export interface DumpCount {
  readonly machines: number;
  readonly transitions: number;
  /** Transitions that could not be read, and those of machines whose schema was not recorded. */
  readonly damaged: number;
  /** Earlier histories of machines that connected again: a dump holds one for each machine, the newest. */
  readonly leftOut: number;
}

/** What the reference uses; the highest takes minutes for what this does in seconds. */
const QUALITY = 6;
const PIECE_BYTES = 1024 * 1024;

/**
 * Writes a recording as a dump that the reference's debugger imports (debugger specification §5.1). Memory holds the dump before it is
 * packed, and one transition.
 * @throws MachineError FILE when the file cannot be written, GOB for what the format cannot hold
 */
export async function writeDump(recording: Recording, file: string): Promise<DumpCount> {
  const { histories } = recording.index;
  const newest = [...new Set(histories.map(({ machine }) => machine))].flatMap(
    (machine) => recording.index.historiesOf(machine)[0] ?? [],
  );
  const damaged = new Set<number>();
  const bytes = encoded(recording, newest, damaged);
  await packed(bytes, file);
  const known = newest.filter((history) => recording.schema(history, 0) !== undefined);
  const all = newest.reduce((sum, { length }) => sum + length, 0);
  const written = known.reduce((sum, { length }) => sum + length, 0) - damaged.size;
  return {
    machines: known.length,
    transitions: written,
    damaged: all - written,
    leftOut: histories.length - newest.length,
  };
}

/** Lengths come first in the format: what turns out to be damaged means another try without it. */
function encoded(recording: Recording, histories: readonly MachineHistory[], damaged: Set<number>): Buffer {
  for (;;) {
    const machines = histories.flatMap((history) => machineOf(recording, history, damaged) ?? []);
    try {
      return new GobEncoder().encode(machines, DUMP_SHAPE);
    } catch (error) {
      if (!(error instanceof MachineError) || error.code !== 'FILE') throw error;
      const before = damaged.size;
      findDamaged(recording, damaged);
      if (damaged.size === before) throw error;
    }
  }
}

function findDamaged(recording: Recording, damaged: Set<number>): void {
  for (let position = 0; position < recording.length; position++) {
    try {
      recording.transition(position);
    } catch {
      damaged.add(position);
    }
  }
}

function machineOf(
  recording: Recording,
  history: MachineHistory,
  damaged: ReadonlySet<number>,
): DumpedMachine | undefined {
  const schema = recording.schema(history, history.length);
  if (schema === undefined) return undefined;
  const indexes = new Map(schema.states.map(({ name }, index) => [name, index]));
  const messages = function* (): Generator<TransitionMessage> {
    for (let step = 0; step < history.length; step++) {
      const position = history.positionOf(step);
      if (damaged.has(position)) continue;
      yield transitionMessageOf(recording.transition(position), indexes, { hasTime: true });
    }
  };
  let missing = 0;
  for (const position of damaged) if (recording.index.historyAt(position) === history) missing += 1;
  // The encoder asks for nothing but the length and the elements in their order: they are read when it does.
  const transitions = { length: history.length - missing, [Symbol.iterator]: messages };
  return {
    schema: schemaMessageOf(schema),
    transitions: transitions as unknown as readonly TransitionMessage[],
    version: '',
  };
}

async function packed(bytes: Buffer, file: string): Promise<void> {
  const pieces = function* (): Generator<Buffer> {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
  };
  const params = { [constants.BROTLI_PARAM_QUALITY]: QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  try {
    await pipeline(Readable.from(pieces()), createBrotliCompress({ params }), createWriteStream(file));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MachineError('FILE', `the dump "${file}" cannot be written: ${reason}`, { cause: error });
  }
}
