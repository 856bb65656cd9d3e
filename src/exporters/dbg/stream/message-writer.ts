import type { GobWriter } from '../gob/index.js';
import { POOLED_BYTES } from './buffer-pool.js';
import type { Outbox } from './outbox.js';
import { FLAG, PART, RecordReader } from './record.js';
import { written, type WireFormat } from './wire-format.js';

/** As long as ids are recorded. */
const LONGEST_ID = 64;
/** Less than this is not worth a buffer of the pool. */
const SMALL_BYTES = 4096;
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

/** What both messages of a mutation have in common. */
interface TransitionFacts {
  readonly flags: number;
  readonly token: number;
  /** How many of the called states count. */
  readonly calledCount: number;
}

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
  /** What transitions of this machine begin with: type and machine id. */
  readonly #head: Buffer;
  readonly #reader = new RecordReader();
  readonly #body: GobWriter;
  readonly #lastId = Buffer.alloc(LONGEST_ID);
  #lastIdLength = 0;
  readonly #called: number[] = [];
  /** Queued records since the last transition. */
  #queuedSince = 0;
  #clocks: number[] = [];
  #seq = 0;
  #lastField = 0;
  #schema: Buffer | undefined;

  constructor(wire: WireFormat, machineId: string) {
    this.#wire = wire;
    this.#body = wire.body;
    this.#head = written((to) => {
      to.raw(wire.transitionId);
      to.uint(1);
      to.string(machineId);
    });
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
    if ((front.bytes[front.at] as number) >= FLAG.schema) return this.#readSchema(outbox);
    const to = this.#calls();
    let calls = 0;
    while (reader.at < front.end && calls < maxCalls && to.at < maxBytes) {
      const flags = reader.byte();
      if (flags >= FLAG.schema) {
        reader.at -= 1;
        break;
      }
      calls += this.#readTransition(flags, to);
    }
    outbox.release(reader.at, calls);
    return { ...this.#copy(to), calls, isSchema: false };
  }

  #copy({ bytes, at }: GobWriter): Pick<WrittenCalls, 'bytes' | 'whole'> {
    if (at < SMALL_BYTES || at > POOLED_BYTES) return { bytes: Buffer.from(bytes.subarray(0, at)) };
    const whole = this.#wire.pool.take();
    bytes.copy(whole, 0, 0, at);
    return { bytes: whole.subarray(0, at), whole };
  }

  #calls(): GobWriter {
    const { calls } = this.#wire;
    calls.at = 0;
    return calls;
  }

  #readSchema(outbox: Outbox): WrittenCalls {
    const reader = this.#reader;
    reader.at += 1;
    const length = reader.skipPart();
    this.#schema = Buffer.from(reader.bytes.subarray(reader.at - length, reader.at));
    this.#clocks = Array.from({ length: reader.number() }, () => reader.number());
    outbox.release(reader.at, 1);
    return this.#schemaCall(this.#schema);
  }

  #schemaCall(schema: Buffer): WrittenCalls {
    const to = this.#calls();
    this.#wire.header(true, this.#seq++, to);
    to.raw(schema);
    return { bytes: Buffer.from(to.written), calls: 1, isSchema: true };
  }

  /** Returns how many calls were written. */
  #readTransition(flags: number, to: GobWriter): number {
    const reader = this.#reader;
    const parts = reader.byte();
    const isQueued = (flags & FLAG.queued) !== 0;
    const idLength = isQueued ? 0 : reader.skipPart();
    const idAt = reader.at - idLength;
    const queueTick = reader.number();
    const token = (parts & PART.token) === 0 ? 0 : reader.number();
    const mutTick = (parts & PART.tick) === 0 ? 0 : reader.number();
    const calledCount = reader.number();
    for (let i = 0; i < calledCount; i++) this.#called[i] = reader.number();
    const queue = reader.number();
    const facts = { flags, token, calledCount };
    if (isQueued) {
      this.#begin(true);
      this.#middle(facts, queueTick, mutTick);
      this.#end(flags, parts, queue, to);
      return 1;
    }
    const isBoth = (flags & FLAG.both) !== 0;
    if (isBoth) {
      this.#begin(true);
      this.#middle(facts, queueTick - 1, queueTick);
      this.#end((flags & FLAG.type) | FLAG.accepted | FLAG.queued, 0, 1, to);
    }
    let state = -1;
    for (let step = reader.number(); step > 0; step = reader.number()) {
      state += step;
      this.#clocks[state] = (this.#clocks[state] ?? 0) + reader.difference();
    }
    reader.bytes.copy(this.#lastId, 0, idAt, idAt + idLength);
    this.#lastIdLength = idLength;
    this.#queuedSince = 0;
    this.#begin(false);
    this.#middle(facts, queueTick, 0);
    this.#end(flags, parts, queue, to);
    return isBoth ? 2 : 1;
  }

  /** Machine, id and clocks; a queued record is named after the transition before it. */
  #begin(isQueued: boolean): void {
    const body = this.#body;
    const length = this.#lastIdLength;
    body.at = 0;
    body.part(this.#head, 0, this.#head.length);
    body.uint(1);
    if (isQueued) {
      const count = String(this.#queuedSince++);
      body.uint(length + 1 + count.length);
      body.part(this.#lastId, 0, length);
      body.uint(DASH);
      for (let i = 0; i < count.length; i++) body.uint(count.charCodeAt(i));
    } else {
      body.uint(length);
      body.part(this.#lastId, 0, length);
    }
    if (this.#clocks.length === 0) return;
    body.uint(1);
    body.uint(this.#clocks.length);
    for (const tick of this.#clocks) body.uint(tick);
  }

  /** From the queue tick to the called states. */
  #middle({ flags, token, calledCount }: TransitionFacts, queueTick: number, mutTick: number): void {
    const body = this.#body;
    this.#lastField = this.#clocks.length === 0 ? FIELD.id : FIELD.clocks;
    this.#number(FIELD.queueTick, queueTick);
    this.#number(FIELD.token, token);
    this.#number(FIELD.tick, mutTick);
    const type = flags & FLAG.type;
    if (type !== 0) {
      this.#field(FIELD.type);
      body.int(type);
    }
    if (calledCount === 0) return;
    this.#field(FIELD.called);
    body.uint(calledCount);
    for (let i = 0; i < calledCount; i++) body.int(this.#called[i] as number);
  }

  /** From the steps to the end, and the whole call with its header. */
  #end(flags: number, parts: number, queue: number, to: GobWriter): void {
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
    this.#wire.header(false, this.#seq++, to);
    to.append(body);
  }

  #field(number: number): void {
    this.#body.uint(number - this.#lastField);
    this.#lastField = number;
  }

  /** A field that is left out while it is zero. */
  #number(field: number, value: number): void {
    if (value === 0) return;
    this.#field(field);
    this.#body.uint(value);
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
