import { digitOf, putDigits } from './digits.js';
import { ID_DIGITS, ID_NUMBER_AT, LONGEST_ID } from './record.js';
import type { TransitionRecord } from './transition-record.js';

/** What the messages of one machine have told so far, and what the next record changes. */
export class ToldMachine {
  /** The id of the last transition. */
  readonly id: Buffer = Buffer.alloc(LONGEST_ID);
  idLength = 0;
  /** The number in it. */
  idNumber = 0;
  clocks: number[] = [];
  queueTick = 0;
  /** Queued records since the last transition. */
  queuedSince = 0;

  /** A record was told; `bytes` are those it lies in. */
  take(record: TransitionRecord, bytes: Buffer): void {
    this.queueTick += record.tickStep;
    if (record.isQueued) {
      this.queuedSince++;
      return;
    }
    this.queuedSince = 0;
    this.#takeId(record, bytes);
    const { clocks } = this;
    const { states, ticks, tellsTime } = record;
    for (let i = 0; i < states.length; i++) {
      const state = states[i] as number;
      const before = tellsTime ? 0 : (clocks[state] ?? 0);
      clocks[state] = before + (ticks[i] as number);
    }
  }

  #takeId({ idAt, idLength, idStep }: TransitionRecord, bytes: Buffer): void {
    if (idLength === 0) {
      this.idNumber = (this.idNumber + idStep) >>> 0;
      putDigits(this.id, ID_NUMBER_AT, this.idNumber);
      return;
    }
    bytes.copy(this.id, 0, idAt, idAt + idLength);
    this.idLength = idLength;
    this.idNumber = 0;
    for (let i = ID_NUMBER_AT; i < ID_DIGITS; i++) this.idNumber = (this.idNumber << 4) | digitOf(this.id[i] as number);
    this.idNumber >>>= 0;
  }
}
