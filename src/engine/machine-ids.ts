import { hexDigits } from './hex-digits.js';

/** An odd number of which the multiples go through all numbers of 32 bits. */
const STEP = 0x9e3779b1;
const DIGITS = 8;

/** Of this process; made with the first id. */
let seed: number | undefined;
let last = 0;

/**
 * The id of a machine that was given none is known from a small integer, so that one nobody asks for takes no text: the number of
 * the next one. Ids differ within a process up to 2^32 machines, and as random ones do between processes.
 */
export function nextIdNumber(): number {
  if (seed === undefined) {
    const [first = 0, second = 0] = crypto.getRandomValues(new Uint32Array(2));
    seed = first;
    last = second;
  }
  return (last = (last + STEP) | 0);
}

/** The id with a number: 16 hexadecimal digits. */
export function idText(number: number): string {
  return hexDigits(number) + hexDigits(mixed(number ^ (seed ?? 0)));
}

/** The number of an id that {@link idText} made; undefined for any other text. */
export function idNumber(id: string): number | undefined {
  const number = Number.parseInt(id.slice(0, DIGITS), 16) | 0;
  return idText(number) === id ? number : undefined;
}

/** All bits of a number depend on all others, and no two numbers become the same: the finalizer of MurmurHash3. */
function mixed(number: number): number {
  let bits = number ^ (number >>> 16);
  bits = Math.imul(bits, 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
