import type { GobWriter } from '../gob/index.js';
import { FLAG, PART, type RecordReader } from './record.js';
import type { CallPlaces } from './repeated-pairs.js';
import type { ToldMachine } from './told-machine.js';
import type { TransitionRecord } from './transition-record.js';
import { written, type WireFormat } from './wire-format.js';

const DASH = 0x2d;

/** Numbers of the fields of a transition (debugger specification §1.3). */
const FIELD = {
  id: 1,
  clocks: 2,
  queueTick: 3,
  token: 4,
  tick: 5,
  type: 6,
  called: 8,
  steps: 9,
  lines: 10,
  earlierLines: 11,
  queue: 12,
  auto: 14,
  accepted: 15,
  check: 16,
  queued: 17,
  args: 18,
  stack: 20,
} as const;

/** What tells the two messages of one record apart. */
interface MessageFacts {
  readonly flags: number;
  readonly parts: number;
  readonly queueTick: number;
  readonly mutTick: number;
  readonly queue: number;
}

/** Writes the calls of one machine's transitions, field by field. */
export class TransitionWriter {
  readonly #wire: WireFormat;
  /** What transitions of this machine begin with: type and machine id. */
  readonly #head: Buffer;
  readonly #told: ToldMachine;
  readonly #reader: RecordReader;
  readonly #body: GobWriter;
  #lastField = 0;
  #places = { seqEnd: 0, id: 0, clocks: 0, queueTick: 0, mutTick: 0, called: 0 };

  constructor(wire: WireFormat, machineId: string, told: ToldMachine, reader: RecordReader) {
    this.#wire = wire;
    this.#told = told;
    this.#reader = reader;
    this.#body = wire.body;
    this.#head = written((to) => {
      to.raw(wire.transitionId);
      to.uint(1);
      to.string(machineId);
    });
  }

  /** A mutation was queued; before its record is taken. */
  queued(record: TransitionRecord, seq: number, to: GobWriter): CallPlaces {
    const queueTick = this.#told.queueTick + record.tickStep;
    const { flags, parts, queue, mutTickStep } = record;
    return this.#call({ flags, parts, queueTick, mutTick: queueTick + mutTickStep, queue }, record, seq, to);
  }

  /** The mutation of a transition that was queued right before it; before the record is taken. */
  queuedBefore(record: TransitionRecord, seq: number, to: GobWriter): CallPlaces {
    const mutTick = this.#told.queueTick + record.tickStep;
    const flags = (record.flags & FLAG.type) | FLAG.accepted | FLAG.queued;
    return this.#call({ flags, parts: 0, queueTick: mutTick - 1, mutTick, queue: 1 }, record, seq, to);
  }

  /** A transition ended; after its record was taken. */
  ended(record: TransitionRecord, seq: number, to: GobWriter): CallPlaces {
    const { flags, parts, queue } = record;
    return this.#call({ flags, parts, queueTick: this.#told.queueTick, mutTick: 0, queue }, record, seq, to);
  }

  #call(facts: MessageFacts, record: TransitionRecord, seq: number, to: GobWriter): CallPlaces {
    this.#begin((facts.flags & FLAG.queued) !== 0);
    this.#middle(facts, record);
    this.#end(facts);
    const body = this.#body;
    this.#wire.header(false, seq, to);
    // Its number is followed by the end of the header only.
    const seqEnd = to.at - 1;
    to.append(body);
    const from = to.at - body.at;
    const { id, clocks, queueTick, mutTick, called } = this.#places;
    return {
      seqEnd,
      id: from + id,
      clocks: from + clocks,
      queueTick: from + queueTick,
      mutTick: from + mutTick,
      called: from + called,
    };
  }

  /** Machine, id and clocks; a queued record is named after the transition before it. */
  #begin(isQueued: boolean): void {
    const body = this.#body;
    const places = this.#places;
    const { id, idLength, clocks, queuedSince } = this.#told;
    const count = isQueued ? String(queuedSince) : '';
    body.at = 0;
    body.part(this.#head, 0, this.#head.length);
    body.uint(1);
    body.uint(idLength + (isQueued ? 1 : 0) + count.length);
    places.id = body.at;
    body.part(id, 0, idLength);
    if (isQueued) body.uint(DASH);
    for (let i = 0; i < count.length; i++) body.uint(count.charCodeAt(i));
    this.#lastField = FIELD.id;
    if (clocks.length === 0) return;
    this.#field(FIELD.clocks);
    body.uint(clocks.length);
    places.clocks = body.at;
    for (const tick of clocks) body.uint(tick);
  }

  /** From the queue tick to the called states. */
  #middle({ flags, queueTick, mutTick }: MessageFacts, { token, called }: TransitionRecord): void {
    const body = this.#body;
    const places = this.#places;
    places.queueTick = this.#number(FIELD.queueTick, queueTick);
    this.#number(FIELD.token, token);
    places.mutTick = this.#number(FIELD.tick, mutTick);
    const type = flags & FLAG.type;
    if (type !== 0) {
      this.#field(FIELD.type);
      body.int(type);
    }
    if (called.length === 0) return;
    this.#field(FIELD.called);
    body.uint(called.length);
    places.called = body.at;
    for (const state of called) body.int(state);
  }

  /** From the steps to the end. */
  #end({ flags, parts, queue }: MessageFacts): void {
    const body = this.#body;
    this.#part(FIELD.steps, parts & PART.steps);
    this.#part(FIELD.lines, parts & PART.lines);
    this.#part(FIELD.earlierLines, parts & PART.earlierLines);
    if (queue !== 0) {
      this.#field(FIELD.queue);
      body.int(queue);
    }
    this.#number(FIELD.auto, (flags & FLAG.auto) === 0 ? 0 : 1);
    this.#number(FIELD.accepted, (flags & FLAG.accepted) === 0 ? 0 : 1);
    this.#number(FIELD.check, (flags & FLAG.check) === 0 ? 0 : 1);
    this.#number(FIELD.queued, (flags & FLAG.queued) === 0 ? 0 : 1);
    this.#part(FIELD.args, parts & PART.args);
    this.#part(FIELD.stack, parts & PART.stack);
    body.uint(0);
  }

  #field(number: number): void {
    this.#body.uint(number - this.#lastField);
    this.#lastField = number;
  }

  /** A field that is left out while it is zero; returns where its value stands. */
  #number(field: number, value: number): number {
    const body = this.#body;
    if (value === 0) return body.at;
    this.#field(field);
    const { at } = body;
    body.uint(value);
    return at;
  }

  /** A field that was encoded when it was recorded. */
  #part(field: number, isThere: number): void {
    if (isThere === 0) return;
    this.#field(field);
    const reader = this.#reader;
    const length = reader.skipPart();
    this.#body.part(reader.bytes, reader.at - length, reader.at);
  }
}
