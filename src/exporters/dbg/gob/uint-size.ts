const SHORT = 0x80;
const BYTE = 0x100;

/** Bytes that an unsigned integer takes (debugger specification §3.1). */
export function uintSize(value: number): number {
  if (value < SHORT) return 1;
  let size = 2;
  for (let limit = BYTE; value >= limit; limit *= BYTE) size++;
  return size;
}
