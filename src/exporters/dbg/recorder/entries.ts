import { ANY } from '../../../engine/index.js';
import type { LogLevel, RelationName, Step } from '../../../tracer/index.js';
import { GobWriter } from '../gob/index.js';
import { STEP_RELATIONS } from '../messages.js';
import { putNumber } from '../stream/index.js';

const ANY_NAME = 'Any';
const NO_STATE = -1;
const FIRST_BYTES = 256;
const KEPT_BYTES = 16 * 1024;

/** Fields of steps and log entries by their numbers (debugger specification §1.3). */
const STEP = {
  type: 0,
  relation: 1,
  isFinal: 2,
  isSelf: 3,
  isEnter: 4,
  from: 5,
  fromIndex: 6,
  to: 7,
  toIndex: 8,
} as const;

const RELATION: Readonly<Record<RelationName, number>> = STEP_RELATIONS;

/** Collects entries of one kind, encoded as they stand in a message. */
export class Entries {
  count = 0;
  /** Entries that found no room. */
  dropped = 0;
  readonly #to = new GobWriter(FIRST_BYTES);
  readonly #head = new GobWriter(16);
  /** Where the last entry begins. */
  #last = 0;
  readonly #maxBytes: number;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes that {@link put} writes at most, its length included. */
  get size(): number {
    return this.#to.at + 24;
  }

  clear(): void {
    this.count = 0;
    this.#to.at = 0;
    // What was needed once is not kept for ever.
    if (this.#to.bytes.length > KEPT_BYTES) this.#to.bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  }

  /** Takes the last entry back. */
  undo(): void {
    if (this.count === 0) return;
    this.count--;
    this.#to.at = this.#last;
  }

  /** Writes the list with its length in bytes in front, as a part of a record. */
  put(bytes: Buffer, from: number): number {
    const head = this.#head;
    const list = this.#to;
    head.at = 0;
    head.uint(this.count);
    let at = putNumber(bytes, from, head.at + list.at);
    for (let i = 0; i < head.at; i++) bytes[at++] = head.bytes[i] as number;
    return at + list.bytes.copy(bytes, at, 0, list.at);
  }

  /** A line of the log. */
  line(level: LogLevel, text: string): void {
    if (this.#isFull(text.length)) return;
    const to = this.#to;
    this.#last = to.at;
    if (level !== 0) {
      to.uint(1);
      to.int(level);
    }
    if (text !== '') {
      to.uint(level === 0 ? 2 : 1);
      to.string(text);
    }
    to.uint(0);
    this.count++;
  }

  /** A step, its states by name: debuggers put the indexes in themselves. */
  step({ type, relation, isFinal, isSelf, isEnter, from, to }: Step, names: readonly string[]): void {
    if (this.#isFull(0)) return;
    let last = -1;
    const field = (number: number): void => {
      this.#to.uint(number - last);
      last = number;
    };
    const int = (number: number, value: number): void => {
      if (value === 0) return;
      field(number);
      this.#to.int(value);
    };
    const bool = (number: number, value: boolean | undefined): void => {
      if (value !== true) return;
      field(number);
      this.#to.uint(1);
    };
    const name = (number: number, state: number): void => {
      const text = state === ANY ? ANY_NAME : (names[state] ?? '');
      if (text === '') {
        int(number + 1, NO_STATE);
        return;
      }
      field(number);
      this.#to.string(text);
    };
    int(STEP.type, type);
    int(STEP.relation, relation === undefined ? 0 : RELATION[relation]);
    bool(STEP.isFinal, isFinal);
    bool(STEP.isSelf, isSelf);
    bool(STEP.isEnter, isEnter);
    name(STEP.from, from);
    name(STEP.to, to);
    this.#to.uint(0);
    this.count++;
  }

  #isFull(length: number): boolean {
    const isFull = this.#to.at + length > this.#maxBytes;
    if (isFull) this.dropped++;
    return isFull;
  }
}
