import type { MutationView, TransitionView } from '../../../tracer/index.js';
import { MUTATION_TYPES, type SchemaMessage } from '../messages.js';
import { SCHEMA_SHAPE } from '../shapes.js';
import { FLAG, PAIR, PART, foldSign, putNumber } from '../stream/index.js';
import type { MachineLink, PlanRecord, WireFormat } from '../stream/index.js';
import { putCalled, putChanges, putId, putNumbers, putPart, putTime, type Changes } from './record-fields.js';
import type { RecordParts } from './record-parts.js';
import { CHANGE_BYTES, FIXED_BYTES, NUMBER_BYTES } from './sizes.js';

const NONE: readonly number[] = [];
/** Stands for the clocks as they are. */
const ALL: Changes = { ticking: NONE, ticks: NONE };

/** Writes the records of one machine for one debugger, straight into its outbox; nothing is allocated on the way. */
export class LinkRecorder {
  readonly link: MachineLink;
  readonly #wire: WireFormat;
  readonly #parts: RecordParts;
  /** Queue tick and number of the last transition as the records so far tell them. */
  #queueTick = 0;
  #number = 0;
  /** Of which the number is, see `TransitionId`. */
  #series = 0;
  /** Clocks may have changed by more than the next transition does: it tells all of them. */
  #isBehind = true;
  #schema: Buffer | undefined;
  #states = 0;

  constructor(link: MachineLink, wire: WireFormat, parts: RecordParts) {
    this.link = link;
    this.#wire = wire;
    this.#parts = parts;
  }

  schema(message: SchemaMessage, time: readonly number[]): void {
    this.#isBehind = true;
    const body = this.#wire.encoder().encode(message, SCHEMA_SHAPE);
    // A change of the schema is told of twice.
    if (this.#schema?.equals(body) === true && this.#states === time.length) return;
    const { outbox } = this.link;
    if (!this.#reserve(body.length + NUMBER_BYTES * (time.length + 3), 1)) return;
    const { bytes } = outbox;
    bytes[outbox.at] = FLAG.schema;
    let at = putNumber(bytes, outbox.at + 1, body.length);
    bytes.set(body, at);
    at = putNumbers(bytes, at + body.length, time);
    this.#states = time.length;
    this.#schema = Buffer.from(body);
    outbox.commit(at, 1);
    this.link.recorded(1);
  }

  queued(mutation: MutationView): void {
    const { called, queueTickNow, queueToken } = mutation;
    const { args, stack, index } = this.#parts;
    if (!this.#reserve(FIXED_BYTES + NUMBER_BYTES * called.length + args.at + stack.at, 1)) return;
    const { outbox } = this.link;
    const { bytes } = outbox;
    let at = outbox.at;
    bytes[at++] = flagsOf(mutation) | FLAG.accepted | FLAG.queued;
    bytes[at++] =
      PART.tick | (args.at > 0 ? PART.args : 0) | (stack.at > 0 ? PART.stack : 0) | (queueToken > 0 ? PART.token : 0);
    at = this.#putQueueTick(bytes, at, queueTickNow);
    if (queueToken > 0) at = putNumber(bytes, at, queueToken);
    at = putNumber(bytes, at, foldSign(mutation.queueTick - queueTickNow));
    at = putNumber(bytes, at, mutation.queueLength);
    at = putCalled(bytes, at, called, index);
    if (args.at > 0) at = putPart(bytes, at, args.written);
    if (stack.at > 0) at = putPart(bytes, at, stack.written);
    outbox.commit(at, 1);
    this.link.recorded(1);
  }

  /** A record of this machine is missing. */
  missed(): void {
    this.#isBehind = true;
  }

  /**
   * @param isBoth it was queued right before, which is told along with it
   * @param plan what it did, where that is known
   */
  ended(transition: TransitionView, mutation: MutationView, isBoth: boolean, plan: PlanRecord | undefined): void {
    const { isPlain, id } = this.#parts;
    const isKnown = id.series === this.#series && id.number >= 0;
    const isNext = isBoth && mutation.queueTick === this.#queueTick + 1 && transition.queueLength === 0;
    if (isNext && isKnown && isPlain && plan !== undefined && !this.#isBehind) this.#pair(plan);
    else this.#other(transition, mutation, isBoth, plan);
  }

  /** As nearly all are: whoever reads it knows the rest. */
  #pair(plan: PlanRecord): void {
    const { outbox } = this.link;
    if (this.link.isOver || !outbox.reservePair()) {
      this.#drop(2);
      return;
    }
    const { number } = this.#parts.id;
    const { bytes, at } = outbox;
    bytes[at] = PAIR;
    outbox.commitPair(putNumber(bytes, at + 1, (number - this.#number) >>> 0), plan);
    this.#number = number;
    this.#queueTick++;
    this.link.recorded(2);
  }

  #other(transition: TransitionView, mutation: MutationView, isBoth: boolean, plan: PlanRecord | undefined): void {
    const { id, present, size, index } = this.#parts;
    const { queueToken } = mutation;
    const { accepted, machine } = transition;
    const { called } = mutation;
    const changes = this.#isBehind ? ALL : (plan?.plan ?? changesOf(transition));
    const time = this.#isBehind ? machine.time() : NONE;
    const clocks = CHANGE_BYTES * Math.max(changes.ticking.length, time.length);
    const messages = isBoth ? 2 : 1;
    if (!this.#reserve(FIXED_BYTES + NUMBER_BYTES * called.length + clocks + size, messages)) return;
    const { outbox } = this.link;
    const { bytes } = outbox;
    const tellsId = id.number < 0 || id.series !== this.#series;
    let at = outbox.at;
    bytes[at++] = flagsOf(mutation) | (accepted ? FLAG.accepted : 0) | (isBoth ? FLAG.both : 0);
    bytes[at++] = present | (queueToken > 0 ? PART.token : 0) | (tellsId ? PART.id : 0);
    at = tellsId ? putId(bytes, at, transition.id) : putNumber(bytes, at, (id.number - this.#number) >>> 0);
    at = this.#putQueueTick(bytes, at, machine.queueTick);
    if (queueToken > 0) at = putNumber(bytes, at, queueToken);
    at = putNumber(bytes, at, transition.queueLength);
    at = putCalled(bytes, at, called, index);
    at = changes === ALL ? putTime(bytes, at, time) : putChanges(bytes, at, changes);
    at = this.#parts.put(bytes, at);
    this.#number = id.number;
    this.#series = id.number < 0 ? 0 : id.series;
    this.#isBehind = false;
    outbox.commit(at, messages);
    this.link.recorded(messages);
  }

  #putQueueTick(bytes: Buffer, from: number, tick: number): number {
    const at = putNumber(bytes, from, foldSign(tick - this.#queueTick));
    this.#queueTick = tick;
    return at;
  }

  #reserve(size: number, messages: number): boolean {
    if (!this.link.isOver && this.link.outbox.reserve(size)) return true;
    this.#drop(messages);
    return false;
  }

  #drop(messages: number): void {
    this.link.dropped(messages);
    this.#isBehind = true;
  }
}

/** Which clocks a transition changed that did not do what was planned. */
function changesOf({ timeBefore, machine }: TransitionView): Changes {
  const ticking: number[] = [];
  const ticks: number[] = [];
  machine.time().forEach((tick, state) => {
    const difference = tick - (timeBefore[state] ?? 0);
    if (difference === 0) return;
    ticking.push(state);
    ticks.push(difference);
  });
  return { ticking, ticks };
}

function flagsOf({ type, auto, check }: MutationView): number {
  return MUTATION_TYPES[type] | (auto ? FLAG.auto : 0) | (check ? FLAG.check : 0);
}
