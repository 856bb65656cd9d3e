/** An id of 16 hexadecimal digits, as two numbers of 32 bits. */
export interface HexId {
  readonly high: number;
  readonly low: number;
}

export const ZERO_ID: HexId = Object.freeze({ high: 0, low: 0 });

const HALF = 8;
const DIGITS = Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));
/** The value of each character that is a digit. */
const VALUES = new Map(DIGITS.map((code, value) => [code, value]));
const NONE = -1;
const values = Int8Array.from({ length: 128 }, (_, code) => VALUES.get(code) ?? NONE);

/** Undefined for a text that is no such id, in lower case. */
export function hexIdOf(id: string): HexId | undefined {
  if (id.length !== HALF * 2) return undefined;
  const high = halfOf(id, 0);
  const low = halfOf(id, HALF);
  return high < 0 || low < 0 ? undefined : { high, low };
}

/** Negative for what is none. */
export function halfOf(id: string, from: number): number {
  let half = 0;
  for (let at = from; at < from + HALF; at++) {
    const value = values[id.charCodeAt(at)] ?? NONE;
    if (value < 0) return NONE;
    half = half * 16 + value;
  }
  return half;
}

/** The digits of halves of ids; made of codes, which is a text without parts. */
export function digitsOf(...halves: readonly number[]): string {
  const codes: number[] = [];
  for (const half of halves) {
    for (let shift = 28; shift >= 0; shift -= 4) codes.push(DIGITS[(half >>> shift) & 15] as number);
  }
  return String.fromCharCode(...codes);
}
