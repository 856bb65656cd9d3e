import { uintSize, type GobWriter } from '../gob/index.js';
import { putDigits } from './digits.js';
import { FLAG, ID_DIGITS, ID_NUMBER_AT } from './record.js';
import type { ToldMachine } from './told-machine.js';
import type { TransitionRecord } from './transition-record.js';

/** Pairs are of one kind when the flags of their records below this one are the same. */
const KINDS = FLAG.queued;
/** A called state below takes one byte. */
const SMALL_STATES = 64;
/** Clocks that are brought up to date in one copy, at most. */
const MOST_CHANGES = 32;
/** Numbers of so many bytes are below. */
const LIMITS = [0, 0x80, 0x100, 0x1_0000, 0x100_0000, 0x1_0000_0000] as const;
const BYTE = 8;

/** Where in a call the values stand that another one like it has others of. */
export interface CallPlaces {
  /** Behind the number of the call. */
  readonly seqEnd: number;
  readonly id: number;
  readonly clocks: number;
  readonly queueTick: number;
  readonly mutTick: number;
  readonly called: number;
}

/** The two calls of a mutation that ran at once, as they lie in the bytes of a batch. */
interface Pair {
  /** Where the last one of its kind begins, and its length; 0 where there was none. */
  at: number;
  length: number;
  queue: number;
  /** Places from where it begins. */
  queued: CallPlaces;
  ended: CallPlaces;
  seqSize: number;
  tickSize: number;
  /** How many clocks had changed in the batch, as its two messages tell them. */
  changesBefore: number;
  changesAfter: number;
}

const NOWHERE: CallPlaces = { seqEnd: 0, id: 0, clocks: 0, queueTick: 0, mutTick: 0, called: 0 };

/**
 * Most mutations run at once, and their two calls differ from those of the last one like it in a few numbers only. So they are
 * copied, and the numbers are put in, as long as these take as many bytes as before.
 */
export class RepeatedPairs {
  readonly #pairs: readonly Pair[] = Array.from({ length: KINDS }, () => ({
    ...{ at: 0, length: 0, queue: 0, queued: NOWHERE, ended: NOWHERE },
    ...{ seqSize: 0, tickSize: 0, changesBefore: 0, changesAfter: 0 },
  }));
  /** Where the clock of each state begins, from the first one on, and where the last one ends; empty while that is not known. */
  readonly #offsets: number[] = [];
  /** States whose clocks have changed in this batch, in turn. */
  readonly #changed: number[] = [];

  /** Another batch begins, or what was written looks otherwise now. */
  forget(): void {
    for (const pair of this.#pairs) pair.length = 0;
    this.#offsets.length = 0;
    this.#changed.length = 0;
  }

  /** Copies the calls of a record that is not taken yet, and takes it; false when they have to be written. */
  copy(record: TransitionRecord, told: ToldMachine, seq: number, to: GobWriter): boolean {
    const pair = this.#pairs[record.flags % KINDS] as Pair;
    if (pair.length === 0 || !this.#fits(pair, record, told, seq)) return false;
    const { length, queued, ended, seqSize, tickSize } = pair;
    const [state = 0] = record.called;
    to.reserve(length);
    const { bytes, at } = to;
    bytes.copyWithin(at, pair.at, pair.at + length);
    pair.at = at;
    to.at += length;
    const queueTick = told.queueTick + record.tickStep;
    patch(bytes, at + queued.seqEnd, seqSize, seq);
    putDigits(bytes, at + queued.id + ID_NUMBER_AT, told.idNumber);
    this.#patchClocks(bytes, at + queued.clocks, told.clocks, pair.changesBefore);
    patch(bytes, at + queued.queueTick + tickSize, tickSize, queueTick - 1);
    patch(bytes, at + queued.mutTick + tickSize, tickSize, queueTick);
    bytes[at + queued.called] = state * 2;
    pair.changesBefore = this.#changed.length;
    told.take(record, bytes);
    for (const changed of record.states) this.#changed.push(changed);
    patch(bytes, at + ended.seqEnd, seqSize, seq + 1);
    putDigits(bytes, at + ended.id + ID_NUMBER_AT, told.idNumber);
    this.#patchClocks(bytes, at + ended.clocks, told.clocks, pair.changesAfter);
    patch(bytes, at + ended.queueTick + tickSize, tickSize, queueTick);
    bytes[at + ended.called] = state * 2;
    pair.changesAfter = this.#changed.length;
    return true;
  }

  /** Whether the calls of a record that is not taken yet may be copied later on. */
  admits({ parts, idLength, called, tellsTime }: TransitionRecord, told: ToldMachine): boolean {
    const [state = SMALL_STATES] = called;
    const isPlain = parts === 0 && idLength === 0 && called.length === 1 && state < SMALL_STATES && !tellsTime;
    return isPlain && told.idLength === ID_DIGITS && told.queuedSince === 0 && told.queueTick > 0;
  }

  /** A record was taken whose calls were not copied; false when what they are copied from looks otherwise now. */
  changed({ idLength, states, ticks, tellsTime }: TransitionRecord, { clocks }: ToldMachine): boolean {
    let isAlike = idLength === 0 && !tellsTime;
    for (let i = 0; isAlike && i < states.length; i++) {
      const state = states[i] as number;
      const tick = clocks[state] as number;
      isAlike = uintSize(tick) === uintSize(tick - (ticks[i] as number));
      this.#changed.push(state);
    }
    if (!isAlike) this.forget();
    return isAlike;
  }

  /** The calls of a record, which was taken, were written from somewhere to the end. */
  learn(record: TransitionRecord, told: ToldMachine, seq: number, calls: WrittenPair): void {
    const { queueTick, clocks } = told;
    const seqSize = uintSize(seq);
    const tickSize = uintSize(queueTick);
    if (seqSize !== uintSize(seq + 1) || tickSize !== uintSize(queueTick - 1) || queueTick < 2) return;
    if (this.#offsets.length === 0) this.#measure(clocks);
    const { from, to } = calls;
    const pair = this.#pairs[record.flags % KINDS] as Pair;
    pair.at = from;
    pair.length = to - from;
    pair.queue = record.queue;
    pair.queued = placesFrom(calls.queued, from);
    pair.ended = placesFrom(calls.ended, from);
    pair.seqSize = seqSize;
    pair.tickSize = tickSize;
    pair.changesAfter = this.#changed.length;
    pair.changesBefore = pair.changesAfter - record.states.length;
  }

  #measure(clocks: readonly number[]): void {
    let at = 0;
    for (const tick of clocks) {
      this.#offsets.push(at);
      at += uintSize(tick);
    }
    this.#offsets.push(at);
  }

  #fits(pair: Pair, record: TransitionRecord, told: ToldMachine, seq: number): boolean {
    const { states, ticks } = record;
    if (!this.admits(record, told) || record.queue !== pair.queue) return false;
    if (this.#changed.length - pair.changesBefore > MOST_CHANGES) return false;
    const queueTick = told.queueTick + record.tickStep;
    const { seqSize, tickSize } = pair;
    if (!takes(seq, seqSize) || !takes(seq + 1, seqSize)) return false;
    if (!takes(queueTick - 1, tickSize) || !takes(queueTick, tickSize)) return false;
    const { clocks } = told;
    const offsets = this.#offsets;
    for (let i = 0; i < states.length; i++) {
      const state = states[i] as number;
      const size = (offsets[state + 1] as number) - (offsets[state] as number);
      if (!takes((clocks[state] as number) + (ticks[i] as number), size)) return false;
    }
    return true;
  }

  #patchClocks(bytes: Buffer, at: number, clocks: readonly number[], from: number): void {
    const changed = this.#changed;
    const offsets = this.#offsets;
    for (let i = from; i < changed.length; i++) {
      const state = changed[i] as number;
      const end = offsets[state + 1] as number;
      patch(bytes, at + end, end - (offsets[state] as number), clocks[state] as number);
    }
  }
}

/** Two calls that were written one after the other, and where in the bytes they lie. */
export interface WrittenPair {
  readonly from: number;
  readonly to: number;
  readonly queued: CallPlaces;
  readonly ended: CallPlaces;
}

/** Whether a number takes so many bytes. */
function takes(value: number, size: number): boolean {
  return value < (LIMITS[size] ?? 0) && value >= (LIMITS[size - 1] as number);
}

/** Puts a number in the place of one of the same size, which ends there. */
function patch(bytes: Buffer, end: number, size: number, value: number): void {
  bytes[end - 1] = value;
  for (let i = 2, rest = value >>> BYTE; i < size; i++, rest >>>= BYTE) bytes[end - i] = rest;
}

function placesFrom({ seqEnd, id, clocks, queueTick, mutTick, called }: CallPlaces, from: number): CallPlaces {
  return {
    seqEnd: seqEnd - from,
    id: id - from,
    clocks: clocks - from,
    queueTick: queueTick - from,
    mutTick: mutTick - from,
    called: called - from,
  };
}
