import { GobDecoder, tappedDumpShape } from '../../exporters/dbg/index.js';
import type { SchemaMessage, TransitionMessage } from '../../exporters/dbg/index.js';
import type { DebuggerEvent, MachineEvent } from '../model/index.js';
import { MessageTranslator } from '../wire/index.js';
import type { Damage } from './damage.js';
import type { OnProgress } from './read-progress.js';
import { unpack, type Unpacked } from './unpack.js';

/** Where the parts of a dump go. */
export interface DumpSink {
  /** Takes the events, one machine after the other. Its connection is named like the machine. */
  readonly onEvent: (event: DebuggerEvent) => void;
  /** Told of what cannot be read; everything before it is. Offsets count the bytes that are unpacked. */
  readonly onDamaged: (damage: Damage) => void;
  readonly onProgress?: OnProgress | undefined;
}

const GIBIBYTE = 2 ** 30;
const TOLD_EVERY = 4096;
/** Transitions, and all there is besides them. */
const MOST_ELEMENTS = 50_000_000;

/**
 * Reads a dump of the reference's debugger or relay: Brotli, in it one gob value (debugger specification §5.1). Memory holds what is
 * unpacked and one transition.
 * @param maxBytes most bytes that are unpacked
 * @throws MachineError FILE when the file cannot be read, or unpacks to more than it may
 */
export async function readDump(file: string, sink: DumpSink, maxBytes = GIBIBYTE): Promise<void> {
  decodeDump(file, await unpack(file, maxBytes, sink.onProgress), sink);
}

/** Reads what was in a file. */
export function decodeDump(file: string, { bytes, failure }: Unpacked, sink: DumpSink): void {
  const { onEvent, onDamaged, onProgress } = sink;
  const decoder = new GobDecoder({ maxMessageBytes: bytes.length, maxElements: MOST_ELEMENTS });
  const damaged = (reason: string): void => {
    onDamaged({ file, offset: decoder.position, reason });
  };
  const machines = new DumpedMachines(onEvent);
  let done = 0;
  /** What one message says can be nonsense; those after it need not be. */
  const told = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      damaged(reasonOf(error));
    }
  };
  const shape = tappedDumpShape({
    schema: (message) => {
      told(() => {
        machines.begin(message);
      });
    },
    transition: (message) => {
      told(() => {
        machines.transition(message);
      });
      done += 1;
      if (done % TOLD_EVERY === 0) onProgress?.({ doing: 'decoding', done: decoder.position, total: bytes.length });
    },
  });
  decoder.push(bytes);
  try {
    if (decoder.next(shape) === undefined) decoder.readCut(shape);
    if (failure !== undefined) damaged(failure);
  } catch (error) {
    damaged(failure ?? reasonOf(error));
  }
  machines.end();
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The machines of a dump in turn. A schema has no time of its own: it happened when the first transition did. */
class DumpedMachines {
  readonly #onEvent: (event: DebuggerEvent) => void;
  #translator = new MessageTranslator('');
  #begun: MachineEvent | undefined;
  #last = 0;

  constructor(onEvent: (event: DebuggerEvent) => void) {
    this.#onEvent = onEvent;
  }

  begin(message: SchemaMessage): void {
    this.end();
    this.#translator = new MessageTranslator(message.id);
    this.#begun = this.#translator.schema(message, 0);
  }

  transition(message: TransitionMessage): void {
    const event = this.#translator.transition(message, this.#last);
    this.#tellBegun(event.at);
    this.#last = event.at;
    this.#onEvent(event);
  }

  end(): void {
    this.#tellBegun(this.#last);
    for (const event of this.#translator.end(this.#last)) this.#onEvent(event);
    this.#last = 0;
  }

  #tellBegun(at: number): void {
    if (this.#begun !== undefined) this.#onEvent({ ...this.#begun, at });
    this.#begun = undefined;
  }
}
