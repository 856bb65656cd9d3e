import { Column, firstIndex } from './column.js';
import type { RecordingIndex } from './recording-index.js';

/** An offset, and the step it holds from. */
const SCHEMA_BYTES = 16;

/** Which of a machine's own transitions to look for. */
export interface Moment {
  /** Milliseconds since the epoch. */
  readonly time?: number;
  /** Machine tick: the sum of all clocks. */
  readonly tick?: number;
  readonly queueTick?: number;
}

/** What one machine did while it was connected. Steps count its own transitions, from 0; positions those of the recording. */
export class MachineHistory {
  readonly #index: RecordingIndex;
  /** Made with the first one: there can be very many machines that do nothing. */
  #positions: Column<Uint32Array> | undefined;
  readonly #schemaOffsets: number[] = [];
  /** How many transitions there were before each schema. */
  readonly #schemaSteps: number[] = [];
  #endedAt: number | undefined;

  /** @param number of the history among those of its index */
  constructor(
    index: RecordingIndex,
    readonly number: number,
    readonly machine: string,
    readonly connection: string,
  ) {
    this.#index = index;
  }

  /** How many transitions it has. */
  get length(): number {
    return this.#positions?.length ?? 0;
  }

  /** When its connection ended; undefined while it lasts. */
  get endedAt(): number | undefined {
    return this.#endedAt;
  }

  /** Bytes it takes. */
  get byteLength(): number {
    return (this.#positions?.byteLength ?? 0) + this.#schemaOffsets.length * SCHEMA_BYTES;
  }

  /** Adds its next transition, as the index tells it. */
  addPosition(position: number): void {
    this.#positions ??= new Column(Uint32Array);
    this.#positions.push(position);
  }

  /** A schema came; it holds for the transitions after it. */
  addSchema(offset: number): void {
    this.#schemaOffsets.push(offset);
    this.#schemaSteps.push(this.length);
  }

  /** Its connection ended. */
  end(at: number): void {
    this.#endedAt = at;
  }

  /** The position of one of its transitions, by its step below the length. */
  positionOf(step: number): number {
    return this.#positions?.at(step) ?? NaN;
  }

  /** Its first transition at a position of the recording or later; the length when there is none. */
  stepFrom(position: number): number {
    return firstIndex(this.length, (step) => this.positionOf(step) >= position);
  }

  /** Its first transition at which time, tick and queue tick have all come this far; the length when there is none. */
  stepAt({ time = -Infinity, tick = -Infinity, queueTick = -Infinity }: Moment): number {
    const index = this.#index;
    return firstIndex(this.length, (step) => {
      const position = this.positionOf(step);
      return (
        index.timeOf(position) >= time && index.tickOf(position) >= tick && index.queueTickOf(position) >= queueTick
      );
    });
  }

  /** Where the schema that holds for a transition begins in the file, or the first one; undefined when none came. */
  schemaOffset(step: number): number | undefined {
    const after = firstIndex(this.#schemaSteps.length, (at) => (this.#schemaSteps[at] ?? 0) > step);
    return this.#schemaOffsets[Math.max(0, after - 1)];
  }
}
