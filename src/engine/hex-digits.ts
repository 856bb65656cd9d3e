/** The digits of every byte: ids are read often. */
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Eight hexadecimal digits of the lowest 32 bits. */
export function hexDigits(number: number): string {
  const byte = (shift: number): string => HEX[(number >>> shift) & 0xff] as string;
  return byte(24) + byte(16) + byte(8) + byte(0);
}
