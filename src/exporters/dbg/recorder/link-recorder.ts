import type { MutationType, MutationView, TransitionView } from '../../../tracer/index.js';
import { MUTATION_TYPES, type SchemaMessage } from '../messages.js';
import { SCHEMA_SHAPE } from '../shapes.js';
import { FLAG, PART, foldSign, putNumber, type MachineLink, type WireFormat } from '../stream/index.js';
import type { RecordParts } from './record-parts.js';

const TYPE: Readonly<Record<MutationType, number>> = MUTATION_TYPES;
/** Bytes of a number at most, and of the fixed part of a record. */
const NUMBER = 8;
const FIXED = 160;
const LONGEST_ID = 64;
/** A changed clock takes its index and its difference. */
const CHANGE = 12;

/** Writes the records of one machine for one debugger, straight into its outbox; nothing is allocated on the way. */
export class LinkRecorder {
  readonly link: MachineLink;
  readonly #wire: WireFormat;
  readonly #parts: RecordParts;
  /** Clocks as the records so far tell them. */
  #clocks: readonly number[] = [];
  #schema: Buffer | undefined;

  constructor(link: MachineLink, wire: WireFormat, parts: RecordParts) {
    this.link = link;
    this.#wire = wire;
    this.#parts = parts;
  }

  schema(message: SchemaMessage, time: readonly number[]): void {
    const body = this.#wire.encoder().encode(message, SCHEMA_SHAPE);
    // A change of the schema is told of twice.
    if (this.#schema?.equals(body) === true && this.#clocks.length === time.length) return;
    const { outbox } = this.link;
    if (!this.#reserve(body.length + NUMBER * (time.length + 3), 1)) return;
    const { bytes } = outbox;
    bytes[outbox.at] = FLAG.schema;
    let at = putNumber(bytes, outbox.at + 1, body.length);
    bytes.set(body, at);
    at = putNumber(bytes, at + body.length, time.length);
    for (const tick of time) at = putNumber(bytes, at, tick);
    this.#clocks = time;
    this.#schema = Buffer.from(body);
    outbox.commit(at, 1);
    this.link.recorded(1);
  }

  queued(mutation: MutationView): void {
    const { called } = mutation;
    const { args, stack } = this.#parts;
    if (!this.#reserve(FIXED + NUMBER * called.length + args.at + stack.at, 1)) return;
    const { outbox } = this.link;
    const { bytes } = outbox;
    let at = outbox.at;
    bytes[at++] = flagsOf(mutation) | FLAG.accepted | FLAG.queued;
    bytes[at++] =
      PART.tick |
      (args.at > 0 ? PART.args : 0) |
      (stack.at > 0 ? PART.stack : 0) |
      (mutation.queueToken > 0 ? PART.token : 0);
    at = putNumber(bytes, at, mutation.queueTickNow);
    if (mutation.queueToken > 0) at = putNumber(bytes, at, mutation.queueToken);
    at = putNumber(bytes, at, mutation.queueTick);
    at = this.#putCalled(bytes, at, called);
    at = putNumber(bytes, at, mutation.queueLength);
    if (args.at > 0) at = putPart(bytes, at, args.written);
    if (stack.at > 0) at = putPart(bytes, at, stack.written);
    outbox.commit(at, 1);
    this.link.recorded(1);
  }

  ended(transition: TransitionView, mutation: MutationView, time: readonly number[], isBoth: boolean): void {
    const { called, queueToken } = mutation;
    const { lines, earlierLines, steps, args } = this.#parts;
    const messages = isBoth ? 2 : 1;
    const parts = args.at + lines.size + earlierLines.size + steps.size;
    if (!this.#reserve(FIXED + NUMBER * called.length + CHANGE * time.length + parts, messages)) return;
    const { outbox } = this.link;
    const { bytes } = outbox;
    let at = outbox.at;
    bytes[at++] = flagsOf(mutation) | (transition.accepted ? FLAG.accepted : 0) | (isBoth ? FLAG.both : 0);
    bytes[at++] =
      (queueToken > 0 ? PART.token : 0) |
      (steps.count > 0 ? PART.steps : 0) |
      (lines.count > 0 ? PART.lines : 0) |
      (earlierLines.count > 0 ? PART.earlierLines : 0) |
      (args.at > 0 ? PART.args : 0);
    at = putId(bytes, at, transition.id);
    at = putNumber(bytes, at, transition.machine.queueTick);
    if (queueToken > 0) at = putNumber(bytes, at, queueToken);
    at = this.#putCalled(bytes, at, called);
    at = putNumber(bytes, at, transition.queueLength);
    at = putChanges(bytes, at, this.#clocks, time);
    this.#clocks = time;
    if (steps.count > 0) at = steps.put(bytes, at);
    if (lines.count > 0) at = lines.put(bytes, at);
    if (earlierLines.count > 0) at = earlierLines.put(bytes, at);
    if (args.at > 0) at = putPart(bytes, at, args.written);
    outbox.commit(at, messages);
    this.link.recorded(messages);
  }

  /** Debuggers index by them without a look: an unknown one is not told. */
  #putCalled(bytes: Buffer, from: number, called: readonly string[]): number {
    const { index } = this.#parts;
    let known = 0;
    for (let i = 0; i < called.length; i++) if (index.has(called[i] as string)) known++;
    let at = putNumber(bytes, from, known);
    for (let i = 0; i < called.length; i++) {
      const state = index.get(called[i] as string);
      if (state !== undefined) at = putNumber(bytes, at, state);
    }
    return at;
  }

  #reserve(size: number, messages: number): boolean {
    if (!this.link.isOver && this.link.outbox.reserve(size)) return true;
    this.link.dropped(messages);
    return false;
  }
}

function flagsOf({ type, auto, check }: MutationView): number {
  return TYPE[type] | (auto ? FLAG.auto : 0) | (check ? FLAG.check : 0);
}

/** An id is short, and hexadecimal digits. */
function putId(bytes: Buffer, from: number, id: string): number {
  const length = bytes.latin1Write(id, from + 1, LONGEST_ID);
  bytes[from] = length;
  return from + 1 + length;
}

function putPart(bytes: Buffer, from: number, part: Buffer): number {
  const at = putNumber(bytes, from, part.length);
  bytes.set(part, at);
  return at + part.length;
}

/** The clocks that are others than before; as many as changed, then index and difference of each. */
function putChanges(bytes: Buffer, from: number, before: readonly number[], after: readonly number[]): number {
  let changed = 0;
  for (let i = 0; i < after.length; i++) if (after[i] !== before[i]) changed++;
  let at = putNumber(bytes, from, changed);
  for (let i = 0; changed > 0; i++) {
    const difference = (after[i] as number) - (before[i] ?? 0);
    if (difference === 0) continue;
    at = putNumber(bytes, putNumber(bytes, at, i), foldSign(difference));
    changed--;
  }
  return at;
}
