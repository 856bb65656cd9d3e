import type { MutationView, TransitionView } from '../../../tracer/index.js';
import { MUTATION_TYPES, type SchemaMessage } from '../messages.js';
import { SCHEMA_SHAPE } from '../shapes.js';
import { FLAG, PART, foldSign, putNumber, type MachineLink, type WireFormat } from '../stream/index.js';
import type { RecordParts } from './record-parts.js';

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
    const parts = this.#parts;
    const present = parts.isPlain ? 0 : partsOf(parts);
    const size = FIXED + NUMBER * called.length + CHANGE * time.length + (present === 0 ? 0 : sizeOf(parts));
    const messages = isBoth ? 2 : 1;
    if (!this.#reserve(size, messages)) return;
    const { outbox } = this.link;
    const { bytes } = outbox;
    let at = outbox.at;
    bytes[at++] = flagsOf(mutation) | (transition.accepted ? FLAG.accepted : 0) | (isBoth ? FLAG.both : 0);
    bytes[at++] = present | (queueToken > 0 ? PART.token : 0);
    at = putId(bytes, at, transition.id);
    at = putNumber(bytes, at, transition.machine.queueTick);
    if (queueToken > 0) at = putNumber(bytes, at, queueToken);
    at = this.#putCalled(bytes, at, called);
    at = putNumber(bytes, at, transition.queueLength);
    at = putChanges(bytes, at, this.#clocks, time);
    this.#clocks = time;
    if (present !== 0) at = putParts(bytes, at, parts, present);
    outbox.commit(at, messages);
    this.link.recorded(messages);
  }

  /** Debuggers index by them without a look: an unknown one is not told. */
  #putCalled(bytes: Buffer, from: number, called: readonly string[]): number {
    const { index } = this.#parts;
    if (called.length === 1) {
      const only = index.get(called[0] as string);
      bytes[from] = only === undefined ? 0 : 1;
      return only === undefined ? from + 1 : putNumber(bytes, from + 1, only);
    }
    const known = called.flatMap((name) => index.get(name) ?? []);
    let at = putNumber(bytes, from, known.length);
    for (const state of known) at = putNumber(bytes, at, state);
    return at;
  }

  #reserve(size: number, messages: number): boolean {
    if (!this.link.isOver && this.link.outbox.reserve(size)) return true;
    this.link.dropped(messages);
    return false;
  }
}

function flagsOf({ type, auto, check }: MutationView): number {
  const kind = type === 'add' ? MUTATION_TYPES.add : type === 'remove' ? MUTATION_TYPES.remove : MUTATION_TYPES.set;
  return kind | (auto ? FLAG.auto : 0) | (check ? FLAG.check : 0);
}

/** Which parts a transition has besides. */
function partsOf({ steps, lines, earlierLines, args }: RecordParts): number {
  return (
    (steps.count > 0 ? PART.steps : 0) |
    (lines.count > 0 ? PART.lines : 0) |
    (earlierLines.count > 0 ? PART.earlierLines : 0) |
    (args.at > 0 ? PART.args : 0)
  );
}

function sizeOf({ steps, lines, earlierLines, args }: RecordParts): number {
  return steps.size + lines.size + earlierLines.size + args.at + NUMBER;
}

function putParts(bytes: Buffer, from: number, parts: RecordParts, present: number): number {
  let at = from;
  if ((present & PART.steps) !== 0) at = parts.steps.put(bytes, at);
  if ((present & PART.lines) !== 0) at = parts.lines.put(bytes, at);
  if ((present & PART.earlierLines) !== 0) at = parts.earlierLines.put(bytes, at);
  return (present & PART.args) === 0 ? at : putPart(bytes, at, parts.args.written);
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

/** The clocks that are others than before, index and difference of each, and an end. */
function putChanges(bytes: Buffer, from: number, before: readonly number[], after: readonly number[]): number {
  let at = from;
  let last = 0;
  for (let i = 0; i < after.length; i++) {
    const tick = after[i] as number;
    const difference = tick - (before[i] ?? 0);
    if (difference === 0) continue;
    // How far from the change before, at least one: what is zero ends the list.
    at = putNumber(bytes, at, i + 1 - last);
    last = i + 1;
    at = putNumber(bytes, at, foldSign(difference));
  }
  bytes[at] = 0;
  return at + 1;
}
