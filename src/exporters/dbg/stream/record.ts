/** What the first byte of a record says; {@link PAIR} is none of them. */
export const FLAG = {
  /** Two bits: add, remove, set. */
  type: 3,
  auto: 4,
  accepted: 8,
  check: 16,
  queued: 32,
  /** An executed mutation that was queued right before, with nothing in between: two messages. */
  both: 64,
  schema: 128,
} as const;

/**
 * The first byte of a record of which all is known but how far the number of the transition's id is from that before: the mutation
 * ran at once, with nothing else in the queue, and did what its plan says. The plan lies beside the bytes.
 */
export const PAIR = 3;
/** Bytes of such a record at most. */
export const PAIR_BYTES = 8;

/** What the second byte of a record says: what follows, and that the id of the transition is told in full. */
export const PART = { token: 1, tick: 2, steps: 4, lines: 8, earlierLines: 16, args: 32, stack: 64, id: 128 } as const;

/** Bytes of an id at most; what is longer is cut. */
export const LONGEST_ID = 64;
/** Where in an id of 16 hexadecimal digits those begin that change from transition to transition. */
export const ID_NUMBER_AT = 8;
export const ID_DIGITS = 16;

const MORE = 0x80;
const SMALL_LIMIT = 0x8000_0000;

/** Writes a number of up to 53 bits, 7 in each byte; returns where it ends. */
export function putNumber(bytes: Uint8Array, from: number, value: number): number {
  if (value < MORE) {
    bytes[from] = value;
    return from + 1;
  }
  return putLong(bytes, from, value);
}

function putLong(bytes: Uint8Array, from: number, value: number): number {
  let at = from;
  let rest = value;
  while (rest >= SMALL_LIMIT) {
    bytes[at++] = (rest % MORE) | MORE;
    rest = Math.floor(rest / MORE);
  }
  while (rest >= MORE) {
    bytes[at++] = rest | MORE;
    rest >>>= 7;
  }
  bytes[at++] = rest;
  return at;
}

/** A difference as a number that is not negative. */
export function foldSign(difference: number): number {
  return difference < 0 ? -difference * 2 - 1 : difference * 2;
}

/** Reads records that were written by {@link putNumber} and its like. */
export class RecordReader {
  bytes: Buffer = Buffer.alloc(0);
  at = 0;

  byte(): number {
    return this.bytes[this.at++] as number;
  }

  number(): number {
    const first = this.byte();
    if (first < MORE) return first;
    let value = first - MORE;
    for (let scale = MORE; ; scale *= MORE) {
      const next = this.byte();
      value += (next % MORE) * scale;
      if (next < MORE) return value;
    }
  }

  difference(): number {
    const folded = this.number();
    return folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2;
  }

  /** Numbers with their count in front. */
  numbers(): number[] {
    const list: number[] = [];
    for (let left = this.number(); left > 0; left--) list.push(this.number());
    return list;
  }

  /** Steps over bytes with their length in front; they begin so many bytes before. */
  skipPart(): number {
    const length = this.number();
    this.at += length;
    return length;
  }
}
