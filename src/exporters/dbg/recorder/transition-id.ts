import type { TransitionView } from '../../../tracer/index.js';
import { digitOf, ID_DIGITS, ID_NUMBER_AT } from '../stream/index.js';

const BITS = 4;
const HIGHEST_DIGIT = 15;
const NO_NUMBER = -1;
const UNKNOWN: readonly number[] = [];

/**
 * The id of the transition of one machine that ends: 16 hexadecimal digits as a rule, of which the last eight are a number that goes
 * up, so that records tell how far.
 */
export class TransitionId {
  /** The last eight digits; -1 for an id that is none of 16 hexadecimal digits. */
  number = NO_NUMBER;
  /** Another one whenever the first eight digits are; 0 before the first. */
  series = 0;
  /** Codes of the first eight digits. */
  #first = UNKNOWN;

  read(transition: TransitionView): void {
    const { idNumber } = transition;
    if (idNumber === undefined || this.series === 0) this.#readText(transition.id);
    else this.number = idNumber;
  }

  #readText(text: string): void {
    this.number = text.length === ID_DIGITS ? numberOf(text) : NO_NUMBER;
    const first = this.#first;
    for (let i = 0; i < ID_NUMBER_AT; i++) {
      if (text.charCodeAt(i) !== first[i]) {
        this.#first = Array.from({ length: ID_NUMBER_AT }, (_, at) => text.charCodeAt(at));
        this.series++;
        return;
      }
    }
  }
}

function numberOf(text: string): number {
  let number = 0;
  let highest = 0;
  for (let i = ID_NUMBER_AT; i < ID_DIGITS; i++) {
    const digit = digitOf(text.charCodeAt(i));
    highest |= digit;
    number = (number << BITS) | digit;
  }
  return highest > HIGHEST_DIGIT ? NO_NUMBER : number >>> 0;
}
