const BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const SOME = 0x1_0000;

let prefix = '';
let left = 0;
let next = 0;

/**
 * A random identity of a span, 16 hexadecimal digits. They come in series with 48 random bits in common, which takes a quarter of
 * the time.
 */
export function randomSpanId(): string {
  if (left === 0) {
    const low = Math.floor(Math.random() * 0x1_000_000);
    const high = Math.floor(Math.random() * 0x1_000_000);
    prefix = high.toString(16).padStart(6, '0') + low.toString(16).padStart(6, '0');
    left = SOME;
    next = Math.floor(Math.random() * SOME);
    // The one identity that stands for none.
    if (high === 0 && low === 0) left = 0;
  }
  left -= 1;
  next = (next + 1) % SOME;
  return prefix + (BYTES[next >> 8] as string) + (BYTES[next & 0xff] as string);
}
