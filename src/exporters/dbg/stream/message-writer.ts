import type { GobWriter } from '../gob/index.js';
import type { Outbox } from './outbox.js';
import type { PlanRecord } from './plan-record.js';
import { FLAG, PAIR, RecordReader } from './record.js';
import { ToldMachine } from './told-machine.js';
import { TransitionRecord } from './transition-record.js';
import { TransitionWriter } from './transition-writer.js';
import type { WireFormat } from './wire-format.js';

/** Less than this is not worth a buffer of the pool. */
const SMALL_BYTES = 4096;
const NOTHING = Buffer.alloc(0);
/** Of a mutation, and of the transition that it became at once. */
const CALLS_OF_BOTH = 2;

/** Calls that were written, ready to be sent; without definitions, so that they can be sent again on another connection. */
export interface WrittenCalls {
  readonly bytes: Buffer;
  readonly calls: number;
  readonly isSchema: boolean;
  /** What the bytes lie in, where that can be used again. */
  readonly whole?: Buffer;
}

/**
 * Turns the records of one machine into calls of net/rpc with gob messages, outside of transitions. Records tell what changed;
 * this knows what was before.
 */
export class MessageWriter {
  readonly #wire: WireFormat;
  readonly #reader = new RecordReader();
  readonly #record = new TransitionRecord();
  readonly #told = new ToldMachine();
  readonly #writer: TransitionWriter;
  #seq = 0;
  #schema: Buffer | undefined;

  constructor(wire: WireFormat, machineId: string) {
    this.#wire = wire;
    this.#writer = new TransitionWriter(wire, machineId, this.#told, this.#reader);
  }

  /** The call that a new connection begins with: the schema that was written last; undefined before the first. */
  schemaAgain(): WrittenCalls | undefined {
    return this.#schema === undefined ? undefined : this.#schemaCall(this.#schema);
  }

  /** Writes calls for what waits, until there are so many, or so many bytes; a schema stands alone. */
  write(outbox: Outbox, maxCalls: number, maxBytes: number): WrittenCalls | undefined {
    const { front } = outbox;
    if (front === undefined) return undefined;
    const reader = this.#reader;
    reader.bytes = front.bytes;
    reader.at = front.at;
    let { planAt } = front;
    if ((front.bytes[front.at] as number) >= FLAG.schema) return this.#readSchema(outbox, planAt);
    const to = this.#begin();
    this.#wire.pairs.forget();
    let calls = 0;
    // The next record takes as many bytes as the others, as a rule, so that the batch fits into what was made for it.
    let largest = 0;
    while (reader.at < front.end && calls < maxCalls && to.at + largest < maxBytes) {
      const from = to.at;
      const first = front.bytes[reader.at] as number;
      if (first >= FLAG.schema) break;
      calls += first === PAIR ? this.#writePair(front.plans, planAt++, to) : this.#writeNext(to);
      largest = Math.max(largest, to.at - from);
    }
    outbox.release(reader.at, planAt, calls);
    return { ...this.#handOver(to), calls, isSchema: false };
  }

  /** A few bytes are copied, of many the buffer itself goes along. */
  #handOver(to: GobWriter): Pick<WrittenCalls, 'bytes' | 'whole'> {
    const { bytes, at } = to;
    if (at < SMALL_BYTES) return { bytes: Buffer.from(to.written) };
    to.bytes = NOTHING;
    return { bytes: bytes.subarray(0, at), whole: bytes };
  }

  #begin(): GobWriter {
    const { calls, pool } = this.#wire;
    calls.at = 0;
    if (calls.bytes.length === 0) calls.bytes = pool.take();
    return calls;
  }

  #readSchema(outbox: Outbox, planAt: number): WrittenCalls {
    const reader = this.#reader;
    reader.at += 1;
    const length = reader.skipPart();
    this.#schema = Buffer.from(reader.bytes.subarray(reader.at - length, reader.at));
    this.#told.clocks = reader.numbers();
    outbox.release(reader.at, planAt, 1);
    return this.#schemaCall(this.#schema);
  }

  #schemaCall(schema: Buffer): WrittenCalls {
    const to = this.#begin();
    this.#wire.header(true, this.#seq++, to);
    to.raw(schema);
    return { bytes: Buffer.from(to.written), calls: 1, isSchema: true };
  }

  #writePair(plans: (PlanRecord | undefined)[], at: number, to: GobWriter): number {
    this.#record.readPair(this.#reader, plans[at] as PlanRecord);
    plans[at] = undefined;
    return this.#writeBoth(to);
  }

  /** Returns how many calls were written. */
  #writeNext(to: GobWriter): number {
    const record = this.#record;
    record.read(this.#reader);
    if (record.isBoth) return this.#writeBoth(to);
    if (record.isQueued) {
      this.#writer.queued(record, this.#seq++, to);
      this.#told.take(record, this.#reader.bytes);
    } else {
      this.#told.take(record, this.#reader.bytes);
      this.#wire.pairs.changed(record, this.#told);
      this.#writer.ended(record, this.#seq++, to);
    }
    return 1;
  }

  #writeBoth(to: GobWriter): number {
    const { pairs } = this.#wire;
    const seq = this.#seq;
    const record = this.#record;
    const told = this.#told;
    this.#seq += CALLS_OF_BOTH;
    if (pairs.copy(record, told, seq, to)) return CALLS_OF_BOTH;
    const isAdmitted = pairs.admits(record, told);
    const from = to.at;
    const queued = this.#writer.queuedBefore(record, seq, to);
    told.take(record, this.#reader.bytes);
    const isAlike = pairs.changed(record, told);
    const ended = this.#writer.ended(record, seq + 1, to);
    if (isAdmitted && isAlike) pairs.learn(record, told, seq, { from, to: to.at, queued, ended });
    return CALLS_OF_BOTH;
  }
}
