import type { PlanRecord } from './plan-record.js';
import { FLAG, PART, type RecordReader } from './record.js';

/** One record of a transition or of a queued mutation, as it is read; used again for the next one. */
export class TransitionRecord {
  flags = 0;
  parts = 0;
  /** Where the id stands, when it is told in full. */
  idAt = 0;
  /** 0 for an id that is told by its number. */
  idLength = 0;
  /** How far its number is from that of the id before. */
  idStep = 0;
  /** How far the queue tick is from that of the record before. */
  tickStep = 0;
  token = 0;
  /** How far the tick at which the mutation will run is from the queue tick. */
  mutTickStep = 0;
  queue = 0;
  called: readonly number[] = [];
  /** The clocks are told as they are, not by how much they changed. */
  tellsTime = false;
  /** States whose clocks changed, and by how much; all states and their clocks with {@link tellsTime}. */
  states: readonly number[] = [];
  ticks: readonly number[] = [];

  get isQueued(): boolean {
    return (this.flags & FLAG.queued) !== 0;
  }

  /** It stands for two messages. */
  get isBoth(): boolean {
    return (this.flags & FLAG.both) !== 0;
  }

  /** Reads all but the parts that were encoded when they were recorded. */
  read(reader: RecordReader): void {
    this.flags = reader.byte();
    this.parts = reader.byte();
    if (!this.isQueued) this.#readId(reader);
    this.tickStep = reader.difference();
    this.token = (this.parts & PART.token) === 0 ? 0 : reader.number();
    this.mutTickStep = (this.parts & PART.tick) === 0 ? 0 : reader.difference();
    this.queue = reader.number();
    this.called = reader.numbers();
    if (!this.isQueued) this.#readClocks(reader);
  }

  /** Reads a record that its plan tells. */
  readPair(reader: RecordReader, { type, called, plan }: PlanRecord): void {
    reader.at += 1;
    this.flags = type | FLAG.accepted | FLAG.both;
    this.parts = 0;
    this.idLength = 0;
    this.idStep = reader.number();
    this.tickStep = 1;
    this.token = 0;
    this.queue = 0;
    this.called = called;
    this.tellsTime = false;
    this.states = plan.ticking;
    this.ticks = plan.ticks;
  }

  #readId(reader: RecordReader): void {
    const isWhole = (this.parts & PART.id) !== 0;
    this.idLength = isWhole ? reader.skipPart() : 0;
    this.idAt = reader.at - this.idLength;
    this.idStep = isWhole ? 0 : reader.number();
  }

  #readClocks(reader: RecordReader): void {
    this.tellsTime = reader.byte() === 1;
    if (this.tellsTime) {
      this.ticks = reader.numbers();
      this.states = this.ticks.map((_, state) => state);
      return;
    }
    const states: number[] = [];
    const ticks: number[] = [];
    for (let left = reader.number(); left > 0; left--) {
      states.push(reader.number());
      ticks.push(reader.difference());
    }
    this.states = states;
    this.ticks = ticks;
  }
}
