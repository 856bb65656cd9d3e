const BITS = 4;
const MASK = 0xf;
const DIGITS = Buffer.from('0123456789abcdef', 'latin1');
const NO_DIGIT = 0xff;
const VALUES = new Uint8Array(0x100).fill(NO_DIGIT);
DIGITS.forEach((code, value) => (VALUES[code] = value));

/** Writes a number of 32 bits as eight hexadecimal digits. */
export function putDigits(bytes: Uint8Array, from: number, number: number): void {
  let rest = number;
  for (let i = from + 7; i >= from; i--) {
    bytes[i] = DIGITS[rest & MASK] as number;
    rest >>>= BITS;
  }
}

/** What the code of a digit stands for; above 15 for anything else. */
export function digitOf(code: number): number {
  return VALUES[code] ?? NO_DIGIT;
}
